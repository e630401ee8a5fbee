import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import type { Container } from './container';
import { TaskDefinition, type TaskDefinitionProps } from './task-definition';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/database-AbCdEf';

const web: TaskDefinitionProps['container'] = {
  name: 'web',
  image: 'registry/laravel@sha256:0',
  cpu: 256,
  memoryReservation: 384,
  port: 8080,
};

const least: TaskDefinitionProps = {
  family: 'laravel-dev-web',
  container: web,
  repositoryArn: 'arn:aws:ecr:us-east-1:111122223333:repository/laravel',
  architecture: 'X86_64',
  logs: {
    name: '/laravel/dev/web',
    arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/laravel/dev/web',
    region: 'us-east-1',
  },
};

const synth = (changes: Partial<TaskDefinitionProps> = {}) =>
  synthesize((stack) => new TaskDefinition(stack, 'Task', { ...least, ...changes }));

/** With another container. */
const synthContainer = (changes: Partial<Container> = {}) => synth({ container: { ...web, ...changes } as typeof web });

const definition = (json: string) => resourcesOf(json, EcsTaskDefinition)[0] ?? {};

/** The container as it stands in the task definition. */
const container = (json: string) => String(definition(json)['container_definitions']);

/** Allowed actions and their resources, over all roles. */
const allowed = (json: string): { Action: string[]; Resource: string[] }[] =>
  resourcesOf(json, IamRolePolicy).flatMap(({ policy }) => JSON.parse(String(policy)).Statement);

describe('TaskDefinition', () => {
  test('runs in bridge mode on a port that Docker chooses, with a soft memory limit', () => {
    expect(definition(synth())).toMatchObject({ network_mode: 'bridge', requires_compatibilities: ['EC2'] });
    expect(container(synth())).toContain('"portMappings":[{"containerPort":8080,"hostPort":0,"protocol":"tcp"}]');
    expect(container(synth())).toContain('"memoryReservation":384');
    expect(container(synth())).not.toContain('"memory":');
  });

  test('keeps its revisions, and compares with the newest, whoever registered it', () => {
    expect(definition(synth())).toMatchObject({ skip_destroy: true, track_latest: true });
  });

  test('runs on the processor that the image is built for', () => {
    expect(definition(synth({ architecture: 'ARM64' }))['runtime_platform']).toMatchObject({
      cpu_architecture: 'ARM64',
    });
  });

  test('sends its logs to its group, and does not stop when it can not', () => {
    const options = /"options":{[^}]*}/.exec(container(synth()))?.[0];
    expect(options).toContain('"awslogs-group":"/laravel/dev/web"');
    expect(options).toContain('"awslogs-stream-prefix":"web"');
    expect(options).toContain('"mode":"non-blocking"');
  });

  test('lists variables by name, so that a plan shows what changed and not what moved', () => {
    const one = container(synthContainer({ environment: { B: '2', A: '1' } }));
    expect(one).toContain('"environment":[{"name":"A","value":"1"},{"name":"B","value":"2"}]');
    expect(one).toBe(container(synthContainer({ environment: { A: '1', B: '2' } })));
  });

  test('reads a field of a secret as the task starts, and may read no other secret', () => {
    const json = synthContainer({ secrets: { DB_PASSWORD: { secretArn: SECRET, key: 'password' } } });
    expect(container(json)).toContain(`"secrets":[{"name":"DB_PASSWORD","valueFrom":"${SECRET}:password::"}]`);
    expect(allowed(json)).toContainEqual({
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [SECRET],
    });
    expect(allowed(synth()).flatMap(({ Action }) => Action)).not.toContain('secretsmanager:GetSecretValue');
  });

  test('may pull from its repository and write to its log group alone', () => {
    const statements = allowed(synth());
    expect(statements.find(({ Action }) => Action.includes('ecr:BatchGetImage'))?.Resource).toEqual([
      least.repositoryArn,
    ]);
    expect(statements.find(({ Action }) => Action.includes('logs:PutLogEvents'))?.Resource).toEqual([
      `${least.logs.arn}:*`,
    ]);
  });

  test('may do to everything only what knows no resource', () => {
    const onEverything = allowed(synth()).filter(({ Resource }) => Resource.includes('*'));
    expect(onEverything.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('ssmmessages:'))).toEqual(
      ['ecr:GetAuthorizationToken'],
    );
  });

  test('reads secrets that are encrypted with a key of its own by that key, and by no other', () => {
    const secrets = { DB_PASSWORD: { secretArn: SECRET, key: 'password' } };
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    const decrypting = (json: string) => allowed(json).filter(({ Action }) => Action.includes('kms:Decrypt'));
    expect(decrypting(synth({ container: { ...web, secrets }, kmsKeyArn }))).toEqual([
      { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] },
    ]);
    expect(decrypting(synth({ kmsKeyArn }))).toEqual([]);
    expect(decrypting(synth({ container: { ...web, secrets } }))).toEqual([]);
  });

  test('has a first process that looks after its children, and ends in time', () => {
    expect(container(synth())).toContain('"linuxParameters":{"initProcessEnabled":true}');
    expect(container(synth())).toContain('"stopTimeout":30');
    expect(container(synthContainer({ stopTimeout: 120 }))).toContain('"stopTimeout":120');
  });

  test('has room for many connections', () => {
    const limit = /"ulimits":\[([^\]]*)]/;
    expect(limit.exec(container(synth()))?.[1]).toBe('{"name":"nofile","softLimit":65536,"hardLimit":65536}');
    expect(container(synthContainer({ openFiles: 2048 }))).toContain('"softLimit":2048');
  });

  test('can write nowhere but where it is told to, and where ECS Exec has to', () => {
    const json = synthContainer({ writablePaths: ['/app/storage', '/tmp'] });
    expect(container(json)).toContain('"readonlyRootFilesystem":true');
    const paths = [...container(json).matchAll(/"containerPath":"([^"]*)"/g)].map(([, path]) => path);
    expect(paths).toEqual(['/app/storage', '/tmp', '/var/lib/amazon', '/var/log/amazon']);
    expect(definition(json)['volume']).toEqual(
      ['app-storage', 'tmp', 'var-lib-amazon', 'var-log-amazon'].map((name) => ({ name: `web-${name}` })),
    );
  });

  test('needs no volumes where it may write everywhere', () => {
    const json = synthContainer({ readonlyRootFilesystem: false });
    expect(container(json)).toContain('"readonlyRootFilesystem":false');
    expect(definition(json)['volume']).toEqual([]);
  });

  test('runs as the user, and does what the role is, where the image is for several', () => {
    const one = container(synthContainer({ user: '10001:0', command: ['worker'] }));
    expect(one).toContain('"user":"10001:0"');
    expect(one).toContain('"command":["worker"]');
    expect(container(synth())).not.toMatch(/"(user|command)":/);
  });

  test('opens no port where it answers nobody', () => {
    expect(container(synthContainer({ port: undefined }))).toContain('"portMappings":[]');
  });

  test('stands beside its sidecars, with whom it shares roles and log group', () => {
    const router = { name: 'router', image: 'fluent-bit', essential: false, memoryReservation: 32 };
    const both = container(synth({ sidecars: [router] }));
    expect([...both.matchAll(/"name":"(web|router)"/g)].map(([, name]) => name)).toEqual(['web', 'router']);
    expect(both).toContain('"essential":false');
    expect(both).toContain('"awslogs-stream-prefix":"router"');
  });

  describe('with a log router', () => {
    const router = { name: 'router', image: 'fluent-bit', memoryReservation: 32, logRouter: { Name: 'http' } };
    const json = container(synth({ sidecars: [router, { name: 'agent', image: 'agent', memoryReservation: 32 }] }));

    test('hands the logs of all others to it, once it is there', () => {
      const routed = '"logConfiguration":{"logDriver":"awsfirelens","options":{"Name":"http"}}';
      expect(json.split(routed)).toHaveLength(3);
      expect(json.split('"dependsOn":[{"containerName":"router","condition":"START"}]')).toHaveLength(3);
    });

    test("keeps the router's own where all would go", () => {
      expect(json.split('"firelensConfiguration":{"type":"fluentbit"')).toHaveLength(2);
      expect(json).toContain('"awslogs-stream-prefix":"router"');
      expect(json).not.toContain('"awslogs-stream-prefix":"web"');
    });

    test('refuses a second one', () => {
      const sidecars = [router, { ...router, name: 'other' }];
      expect(() => synth({ sidecars })).toThrow('a task may have one log router, got router, other');
    });
  });

  test('on Fargate shares what it has with its sidecars', () => {
    const sidecars = [{ name: 'router', image: 'fluent-bit', cpu: 56, memoryReservation: 112 }];
    const onFargate = { launchType: 'fargate', container: { ...web, memoryReservation: 512 } } as const;
    const json = synth({ ...onFargate, sidecars });
    expect(definition(json)).toMatchObject({ cpu: '256', memory: '512' });
    expect(container(json)).toContain('"cpu":200,"memoryReservation":400');
    expect(() => synth({ ...onFargate, sidecars: [{ name: 'a', image: 'a', memoryReservation: 512 }] })).toThrow(
      'sidecars must leave CPU and memory to web, which has 256 CPU units and 512 MiB with them',
    );
  });

  test('may do in AWS what it is allowed, and nothing by default', () => {
    const permission = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::uploads/*'] };
    const expected = { Effect: 'Allow', Action: permission.actions, Resource: permission.resources };
    expect(allowed(synth({ permissions: [permission] }))).toContainEqual(expected);
    expect(allowed(synth())).not.toContainEqual(expected);
  });

  test('on Fargate has all that it sets aside, and an address of its own', () => {
    const json = synth({ launchType: 'fargate', container: { ...web, memoryReservation: 512 } });
    expect(definition(json)).toMatchObject({
      requires_compatibilities: ['FARGATE'],
      network_mode: 'awsvpc',
      cpu: '256',
      memory: '512',
    });
    expect(container(json)).toContain('"hostPort":8080');
  });

  test('has an address of its own on an instance, too, where it is told so', () => {
    const json = synth({ networkMode: 'awsvpc' });
    expect(definition(json)).toMatchObject({ network_mode: 'awsvpc', requires_compatibilities: ['EC2'] });
    expect(definition(json)).not.toHaveProperty('memory');
  });

  test('refuses bridge mode on Fargate', () => {
    expect(() => synth({ launchType: 'fargate', networkMode: 'bridge' })).toThrow(
      "networkMode must be 'awsvpc' on Fargate, got 'bridge'",
    );
  });

  test.each<[string, Partial<Container>, string]>([
    ['no CPU', { cpu: 0 }, 'cpu must be a whole number from 1 to 196608, got 0'],
    ['too little memory', { memoryReservation: 5 }, 'memoryReservation must be a whole number from 6'],
    ['a port that is none', { port: 65_536 }, 'containerPort must be a whole number from 1 to 65535, got 65536'],
    ['a stop that takes too long', { stopTimeout: 121 }, 'stopTimeout must be a whole number from 2 to 120, got 121'],
    ['too few open files', { openFiles: 100 }, 'openFiles must be a whole number from 1024 to 1048576, got 100'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => synthContainer(changes)).toThrow(message);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => synth({ family: 'x'.repeat(55) })).toThrow('has 65 characters, AWS allows 64');
  });
});
