import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { parsePreview, type PreviewInput } from '@laravel-ecs/config';
import { resourcesOf } from '@laravel-ecs/testing';
import { App, Testing } from 'cdktf';
import { PreviewStack } from './preview-stack';
import { targetOf } from './target';

const BRANCH = 'feature/Ünï-#42/../x';
const NAME = 'pr-feature-uni-f3c6e8db';

function synth(changes: Partial<PreviewInput> = {}, branch = BRANCH): string {
  const input: PreviewInput = { name: 'preview', aws: { region: 'us-east-1' }, ...changes };
  const stack = new PreviewStack(
    new App({ outdir: Testing.app().outdir }),
    parsePreview(input, 'preview.ts'),
    { branch, rule: 7 },
    targetOf({}, undefined),
  );
  return Testing.synth(stack);
}

describe('A preview', () => {
  const json = synth();
  const containerOf = (role: string) =>
    String(
      resourcesOf(json, EcsTaskDefinition).find(({ family }) => family === `laravel-${NAME}-${role}`)?.[
        'container_definitions'
      ],
    );
  /** What the execution role of a task may read, in the JSON of its policy. */
  const readBy = (role: string) =>
    resourcesOf(json, IamRolePolicy)
      .map(({ policy }) => String(policy))
      .filter((policy) => policy.includes('secretsmanager:GetSecretValue') && policy.includes(role));

  test('has a cluster of its own, and neither network, load balancer nor database server', () => {
    expect(resourcesOf(json, EcsCluster).map(({ name }) => name)).toEqual([`laravel-${NAME}`]);
    const types = Object.keys(JSON.parse(json).resource);
    for (const absent of [
      'aws_vpc',
      'aws_subnet',
      'aws_security_group',
      Lb.tfResourceType,
      DbInstance.tfResourceType,
    ]) {
      expect(types).not.toContain(absent);
    }
  });

  test('runs one task on Fargate spot, in the group that the environment has for previews', () => {
    expect(resourcesOf(json, EcsService)).toEqual([
      expect.objectContaining({
        name: 'web',
        capacity_provider_strategy: [{ capacity_provider: 'FARGATE_SPOT', weight: 100 }],
        network_configuration: {
          assign_public_ip: expect.stringMatching(/^\$\{local\.Ground_assignPublicIp/),
          security_groups: [expect.stringMatching(/^\$\{local\.Ground_securityGroup/)],
          subnets: expect.stringMatching(/^\$\{local\.Ground_subnets/),
        },
      }),
    ]);
  });

  test('learns what it shares from the environment’s parameter', () => {
    const { data, locals } = JSON.parse(json);
    expect(Object.values(data.aws_ssm_parameter)).toEqual([expect.objectContaining({ name: '/laravel/dev/shared' })]);
    expect(Object.values(locals)).toContainEqual(
      expect.stringMatching(/^\$\{jsondecode\(data\.aws_ssm_parameter.*\.vpc\}$/),
    );
  });

  test('answers to its own name, by a rule that no environment has', () => {
    expect(resourcesOf(json, LbListenerRule)).toEqual([
      expect.objectContaining({
        priority: 7,
        condition: [
          { host_header: { values: [expect.stringMatching(/^feature-uni-f3c6e8db\.\$\{local\.Ground_domain/)] } },
        ],
      }),
    ]);
    expect(resourcesOf(json, LbTargetGroup)).toEqual([expect.objectContaining({ target_type: 'ip', port: 8080 })]);
  });

  test('waits for its rule: until then, ECS refuses the group', () => {
    expect(resourcesOf(json, EcsService)[0]?.['depends_on']).toContainEqual(
      expect.stringMatching(/^aws_lb_listener_rule\./),
    );
  });

  test('has a database of its own, which its web tasks use as a user of its own', () => {
    expect(containerOf('web')).toContain('{"name":"DB_DATABASE","value":"pr_feature_uni_f3c6e8db"}');
    expect(containerOf('web')).toContain('{"name":"DB_USERNAME","value":"pr_feature_uni_f3c6e8db"}');
    expect(resourcesOf(json, SecretsmanagerSecret).map(({ name }) => name)).toEqual([
      `laravel/${NAME}/application`,
      `laravel/${NAME}/database`,
    ]);
  });

  test('hands the password of the server to the task that makes the database, and to no other', () => {
    expect(containerOf('database')).toContain('"command":["database","create"]');
    expect(containerOf('database')).toContain('DB_ADMIN_PASSWORD');
    for (const role of ['web', 'migrate']) {
      expect(containerOf(role)).not.toContain('DB_ADMIN');
    }
    expect(readBy('Ground_database-secret')).toEqual([expect.stringContaining('Database_Logs')]);
    expect(readBy('Application_Secret')).toHaveLength(2);
  });

  test('keeps its sessions in its database: the environment’s store would show it all sessions', () => {
    expect(containerOf('web')).toContain('{"name":"SESSION_DRIVER","value":"database"}');
    expect(containerOf('web')).not.toContain('MEMCACHED');
  });

  test('tells releases all that an environment does', () => {
    expect(resourcesOf(json, SsmParameter).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['deployment', 'image', 'lock', 'release'].map((what) => `/laravel/${NAME}/${what}`)),
    );
  });

  test('bears the environment that it shares and its branch as tags, as far as AWS takes them', () => {
    expect(JSON.parse(json).provider.aws[0].default_tags[0].tags).toEqual({
      Branch: 'feature/Ünï-_42/../x',
      Environment: NAME,
      ManagedBy: 'Terraform',
      PreviewOf: 'dev',
      Project: 'laravel',
    });
  });

  test('says the same at any time: nothing in it tells when it was made, or goes', () => {
    expect(synth()).toBe(json);
  });

  test('has a worker and a scheduler where that is said', () => {
    const services = resourcesOf(synth({ worker: { enabled: true }, scheduler: { enabled: true } }), EcsService);
    expect(services.map(({ name }) => name).sort()).toEqual(['scheduler', 'web', 'worker']);
  });

  test('puts the boundary around every role', () => {
    const policy = 'arn:aws:iam::111122223333:policy/boundary';
    const roles = resourcesOf(synth({ permissionsBoundary: policy }), IamRole);
    expect(roles.length).toBeGreaterThan(5);
    expect(roles.filter(({ permissions_boundary: boundary }) => boundary !== policy)).toEqual([]);
  });

  test('can be made of the longest project and the longest name', () => {
    const project = 'p'.repeat(20);
    const json = synth({ project, worker: { enabled: true }, scheduler: { enabled: true } }, 'a'.repeat(300));
    expect(Math.max(...resourcesOf(json, IamRole).map(({ name }) => String(name).length))).toBe(64);
  });
});
