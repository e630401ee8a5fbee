import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateLaunchTemplateCommand, CreateVpcCommand, DeleteVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { Emulator } from './emulator';
import { recordCalls, recordedCalls } from './recording';
import { startEmulator } from './start';
import { stopEmulator } from './stop';

const SECRET = 'correct-horse-battery-staple';

const directory = mkdtempSync(join(tmpdir(), 'recording-'));
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ directory });
});
beforeEach(() => recordCalls(emulator));
afterAll(() => stopEmulator(directory));

/** A client of the emulator. */
function connect<Client>(
  Class: new (configuration: {
    endpoint: string;
    region: string;
    forcePathStyle: boolean;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) => Client,
): Client {
  const credentials = { accessKeyId: 'recorded', secretAccessKey: 'recorded' };
  return new Class({ endpoint: emulator.endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
}

describe('A recording', () => {
  test('has calls of every protocol, with what they name and how they went', async () => {
    const Bucket = 'recorded-bucket';
    const tags = [{ Key: 'Environment', Value: 'dev' }];

    await connect(EC2Client).send(
      new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags: tags }] }),
    );
    await connect(EC2Client)
      .send(new DeleteVpcCommand({ VpcId: 'vpc-none' }))
      .catch(() => undefined);
    await connect(S3Client).send(new CreateBucketCommand({ Bucket }));
    await connect(S3Client)
      .send(new GetObjectCommand({ Bucket, Key: 'laravel/dev.tfstate' }))
      .catch(() => undefined);
    await connect(SSMClient).send(new PutParameterCommand({ Name: `/${Bucket}`, Value: 'x', Type: 'String' }));
    await connect(Route53Client).send(new ListHostedZonesCommand({}));
    const calls = await recordedCalls(emulator);
    expect(calls).toEqual([
      {
        service: 'ec2',
        action: 'CreateVpc',
        parameters: expect.objectContaining({ TagSpecifications: [{ ResourceType: 'vpc', Tags: tags }] }),
        status: 200,
      },
      { service: 'ec2', action: 'DeleteVpc', parameters: { VpcId: 'vpc-none' }, status: 400 },
      { service: 's3', action: 'CreateBucket', parameters: { Bucket }, status: 200 },
      {
        service: 's3',
        action: 'GetObject',
        parameters: expect.objectContaining({ Bucket, Key: 'laravel/dev.tfstate' }),
        status: 404,
      },
      { service: 'ssm', action: 'PutParameter', parameters: { Name: `/${Bucket}`, Type: 'String' }, status: 200 },
      { service: 'route53', action: 'ListHostedZones', parameters: {}, status: 200 },
    ]);
  });

  test('has no secret, wherever calls have theirs', async () => {
    const name = 'recorded-secret';

    await connect(SecretsManagerClient).send(new CreateSecretCommand({ Name: name, SecretString: SECRET }));
    await connect(SSMClient).send(new PutParameterCommand({ Name: name, Value: SECRET, Type: 'SecureString' }));
    await connect(S3Client).send(new CreateBucketCommand({ Bucket: name }));
    await connect(S3Client).send(new PutObjectCommand({ Bucket: name, Key: 'state', Body: SECRET }));
    await connect(RDSClient).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'mysql',
        AllocatedStorage: 20,
        MasterUsername: 'app',
        MasterUserPassword: SECRET,
      }),
    );
    await connect(EC2Client).send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: { UserData: Buffer.from(SECRET).toString('base64') },
      }),
    );
    await connect(ECSClient).send(
      new RegisterTaskDefinitionCommand({
        family: name,
        containerDefinitions: [{ name: 'web', image: 'x', memory: 64, environment: [{ name: 'KEY', value: SECRET }] }],
      }),
    );
    const calls = await recordedCalls(emulator);
    expect(calls.map(({ action }) => action)).toEqual([
      'CreateSecret',
      'PutParameter',
      'CreateBucket',
      'PutObject',
      'CreateDBInstance',
      'CreateLaunchTemplate',
      'RegisterTaskDefinition',
    ]);
    expect(JSON.stringify(calls)).not.toContain(SECRET);
    expect(JSON.stringify(calls)).not.toContain(Buffer.from(SECRET).toString('base64'));
  });
});

describe('Recording', () => {
  test('begins anew each time', async () => {
    await connect(Route53Client).send(new ListHostedZonesCommand({}));
    expect(await recordedCalls(emulator)).toHaveLength(1);
    await recordCalls(emulator);
    expect(await recordedCalls(emulator)).toEqual([]);
  });

  test('is refused where no emulator answers', async () => {
    await expect(recordCalls({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
      'no emulator at http://127.0.0.1:1 records calls: start it with `ship emulator start`',
    );
  });
});
