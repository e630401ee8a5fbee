import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { TaskDefinition, type TaskDefinitionProps } from './task-definition';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/database-AbCdEf';

const least: TaskDefinitionProps = {
  family: 'laravel-dev-web',
  role: 'web',
  image: 'registry/laravel@sha256:0',
  repositoryArn: 'arn:aws:ecr:us-east-1:111122223333:repository/laravel',
  architecture: 'X86_64',
  cpu: 256,
  memoryReservation: 384,
  containerPort: 8080,
  logs: {
    name: '/laravel/dev/web',
    arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/laravel/dev/web',
    region: 'us-east-1',
  },
  environment: {},
  secrets: {},
};

const synth = (changes: Partial<TaskDefinitionProps> = {}) =>
  synthesize((stack) => new TaskDefinition(stack, 'Task', { ...least, ...changes }));

const definition = (json: string) => resourcesOf(json, EcsTaskDefinition)[0] ?? {};

/** The container as Terraform's `jsonencode` is given it, in HCL. */
const container = (json: string) => String(definition(json)['container_definitions']);

/** Allowed actions and their resources, over all roles. */
const allowed = (json: string): { Action: string[]; Resource: string[] }[] =>
  resourcesOf(json, IamRolePolicy).flatMap(({ policy }) => JSON.parse(String(policy)).Statement);

describe('TaskDefinition', () => {
  test('runs in bridge mode on a port that Docker chooses, with a soft memory limit', () => {
    expect(definition(synth())).toMatchObject({ network_mode: 'bridge', requires_compatibilities: ['EC2'] });
    expect(container(synth())).toContain(
      '"portMappings" = [{"containerPort" = 8080, "hostPort" = 0, "protocol" = "tcp"}]',
    );
    expect(container(synth())).toContain('"memoryReservation" = 384');
    expect(container(synth())).not.toContain('"memory" =');
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
    const options = /"options" = {[^}]*}/.exec(container(synth()))?.[0];
    expect(options).toContain('"awslogs-group" = "/laravel/dev/web"');
    expect(options).toContain('"awslogs-stream-prefix" = "web"');
    expect(options).toContain('"mode" = "non-blocking"');
  });

  test('lists variables by name, so that a plan shows what changed and not what moved', () => {
    const one = container(synth({ environment: { B: '2', A: '1' } }));
    expect(one).toContain('"environment" = [{"name" = "A", "value" = "1"}, {"name" = "B", "value" = "2"}]');
    expect(one).toBe(container(synth({ environment: { A: '1', B: '2' } })));
  });

  test('reads a field of a secret as the task starts, and may read no other secret', () => {
    const json = synth({ secrets: { DB_PASSWORD: { secretArn: SECRET, key: 'password' } } });
    expect(container(json)).toContain(`"secrets" = [{"name" = "DB_PASSWORD", "valueFrom" = "${SECRET}:password::"}]`);
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

  test.each<[string, Partial<TaskDefinitionProps>, string]>([
    ['no CPU', { cpu: 0 }, 'cpu must be a whole number from 1 to 196608, got 0'],
    ['too little memory', { memoryReservation: 5 }, 'memoryReservation must be a whole number from 6'],
    [
      'a port that is none',
      { containerPort: 65_536 },
      'containerPort must be a whole number from 1 to 65535, got 65536',
    ],
    ['a name that AWS would refuse', { family: 'x'.repeat(55) }, 'has 65 characters, AWS allows 64'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => synth(changes)).toThrow(message);
  });
});
