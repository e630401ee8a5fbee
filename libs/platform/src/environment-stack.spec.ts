import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingScheduledAction } from '@cdktf/provider-aws/lib/appautoscaling-scheduled-action';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { AutoscalingSchedule } from '@cdktf/provider-aws/lib/autoscaling-schedule';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { ElasticacheCluster } from '@cdktf/provider-aws/lib/elasticache-cluster';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { SsmDocument } from '@cdktf/provider-aws/lib/ssm-document';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { boundaryPermissions } from '@laravel-ecs/access';
import { type EnvironmentInput, parseEnvironment } from '@laravel-ecs/config';
import { resourcesOf, type SynthesizedResource } from '@laravel-ecs/testing';
import { App, Testing } from 'cdktf';
import { EnvironmentStack } from './environment-stack';
import { targetOf } from './target';

const least: EnvironmentInput = { name: 'dev', aws: { region: 'us-east-1' }, network: { cidr: '10.10.0.0/16' } };

const most: EnvironmentInput = {
  ...least,
  aws: { region: 'us-east-1', accountId: '111122223333' },
  project: 'shop',
  network: { cidr: '10.10.0.0/16', availabilityZones: 3, nat: 'per-az' },
  capacity: {
    market: 'mixed',
    onDemand: { base: 1, percentage: 50 },
    instanceTypes: ['t4g.medium'],
    instances: { min: 2, max: 4 },
    keyPair: 'operators',
  },
  web: { cpu: 512, memoryReservation: 512, containerPort: 8443, tasks: { min: 2, max: 6 }, healthCheckPath: '/health' },
  sessions: { store: 'redis', nodes: 2 },
  database: { instanceClass: 'db.r8g.large', storage: 100, multiAz: true, backupDays: 35 },
  domain: 'www.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678',
  operatorAddresses: ['203.0.113.7/32'],
  logs: { retentionDays: 365 },
  removal: 'delete',
  tags: { CostCentre: 'shop' },
};

function synth(input: EnvironmentInput, variables: Record<string, string> = {}): string {
  const stack = new EnvironmentStack(
    new App({ outdir: Testing.app().outdir }),
    parseEnvironment(input, 'dev.ts'),
    targetOf(variables, undefined),
  );
  return Testing.synth(stack);
}

const parameter = (json: string, name: string): SynthesizedResource =>
  resourcesOf(json, SsmParameter).find((candidate) => candidate['name'] === name) ?? {};

const serviceOf = (json: string, role: string): SynthesizedResource =>
  resourcesOf(json, EcsService).find(({ name }) => name === role) ?? {};

/** The container of a role, as it stands in the task definition. */
const container = (json: string, role: string): string =>
  String(
    resourcesOf(json, EcsTaskDefinition).find(({ family }) => String(family).endsWith(`-${role}`))?.[
      'container_definitions'
    ],
  );

describe('An environment that says the least', () => {
  const json = synth(least);
  const parsed = JSON.parse(json);

  test('runs on all that the article has', () => {
    for (const type of ['aws_lb', 'aws_autoscaling_group', 'aws_elasticache_cluster', 'aws_db_instance']) {
      expect(Object.keys(parsed.resource[type])).toHaveLength(1);
    }
  });

  test('has no task, and none to scale to, before something is released', () => {
    const targets = resourcesOf(json, AppautoscalingTarget);
    expect(targets).toHaveLength(3);
    for (const { min_capacity: min } of targets) {
      expect(min).toMatch(/^\$\{\(aws_ssm_parameter\.\w+\.insecure_value != "none"\) \? 1 : 0\}$/);
    }
    expect(targets.map(({ max_capacity: max }) => max).sort()).toEqual([1, 1, 2]);
  });

  test('runs what answers, what works and what schedules as services, and the migration on demand', () => {
    expect(
      resourcesOf(json, EcsService)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['scheduler', 'web', 'worker']);
    expect(
      resourcesOf(json, EcsTaskDefinition)
        .map(({ family }) => family)
        .sort(),
    ).toEqual(['laravel-dev-migrate', 'laravel-dev-scheduler', 'laravel-dev-web', 'laravel-dev-worker']);
    for (const role of ['migrate', 'scheduler', 'web', 'worker']) {
      expect(container(json, role)).toContain(`"command":["${role}"]`);
    }
  });

  test('never runs two schedulers, which would start everything twice', () => {
    expect(serviceOf(json, 'scheduler')).toMatchObject({
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
    });
  });

  test('gives its containers no rights, and lets them write where Laravel must alone', () => {
    expect(container(json, 'web')).toContain('"user":"10001:0"');
    expect(container(json, 'web')).toContain('"readonlyRootFilesystem":true');
    const paths = [...container(json, 'web').matchAll(/"containerPath":"([^"]*)"/g)].map(([, path]) => path);
    expect(paths).toEqual(expect.arrayContaining(['/app/storage', '/app/bootstrap/cache', '/run', '/tmp']));
  });

  test('rolls a release of the web service back when users see errors or wait', () => {
    expect(serviceOf(json, 'web')['alarms']).toMatchObject({
      alarm_names: [expect.stringContaining('ServerErrors'), expect.stringContaining('SlowResponses')],
      rollback: true,
    });
    expect(serviceOf(json, 'worker')).not.toHaveProperty('alarms');
  });

  test.each(['image', 'release'])(
    'makes the parameter that releases write of the %s, and never writes it again',
    (name) => {
      expect(parameter(json, `/laravel/dev/${name}`)).toMatchObject({
        insecure_value: 'none',
        lifecycle: { ignore_changes: ['insecure_value', 'value'] },
      });
    },
  );

  test('gives tasks the secrets that it names, and refuses one that has a value already', () => {
    const named = synth({ ...least, secrets: ['MAIL_PASSWORD'] });
    expect(container(named, 'worker')).toMatch(
      /"name":"MAIL_PASSWORD","valueFrom":"\$\{aws_secretsmanager_secret\.\w+\.arn}:MAIL_PASSWORD::"/,
    );
    expect(() => synth({ ...least, secrets: ['APP_URL'] })).toThrow(
      'secrets: APP_URL of the environment dev is set by the platform',
    );
  });

  test('runs the image that its parameter holds', () => {
    expect(container(json, 'web')).toMatch(/"image":"\$\{aws_ssm_parameter\.\w+\.insecure_value}"/);
  });

  test('tells releases what was built', () => {
    const record = String(parameter(json, '/laravel/dev/deployment')['insecure_value']);
    for (const field of [
      'cluster',
      'capacityProvider',
      'imageParameter',
      'releaseParameter',
      'lockParameter',
      'repository',
      'subnets',
      'securityGroups',
      'url',
      'services',
      'oneOffTasks',
      'assignPublicIp',
    ]) {
      expect(record).toContain(`"${field}" = `);
    }
    expect(record).toContain('"tasks" = {"min" = 1, "max" = 2}');
    expect(record).not.toContain('password');
  });

  test('gives the container its sessions and its database, and the passwords by reference', () => {
    const web = container(json, 'web');
    for (const variable of ['APP_ENV', 'APP_URL', 'DB_HOST', 'MEMCACHED_SERVERS', 'SESSION_DRIVER']) {
      expect(web).toContain(`{"name":"${variable}","value":`);
    }
    // What the database says of itself, since a snapshot may have brought other names.
    expect(web).toMatch(/{"name":"DB_DATABASE","value":"\$\{aws_db_instance\.\w+\.db_name}"}/);
    expect(web).toMatch(/{"name":"DB_USERNAME","value":"\$\{aws_db_instance\.\w+\.username}"}/);
    for (const variable of ['APP_KEY', 'DB_PASSWORD']) {
      expect(web).toMatch(new RegExp(`{"name":"${variable}","valueFrom":"\\$\\{aws_secretsmanager_secret`));
    }
  });

  test('holds no secret: the only value ever written is ephemeral', () => {
    expect(resourcesOf(json, SecretsmanagerSecret)).toHaveLength(2);
    expect(resourcesOf(json, SecretsmanagerSecretVersion).map(Object.keys)).toEqual([
      expect.not.arrayContaining(['secret_string', 'secret_binary']),
    ]);
    expect(resourcesOf(json, DbInstance)[0]).not.toHaveProperty('password');
  });

  test('serves HTTP on the name that AWS gave', () => {
    expect(resourcesOf(json, LbListener)).toHaveLength(1);
    expect(parsed.output.url.value).toMatch(/^http:\/\/\$\{aws_lb\./);
  });

  test('runs with both major versions of the provider, in any account', () => {
    expect(parsed.terraform.required_providers.aws).toEqual({
      source: 'hashicorp/aws',
      version: '>= 5.100.0, < 7.0.0',
    });
    expect(parsed.terraform.required_version).toBe('>= 1.11.0');
    expect(parsed.provider.aws[0]).not.toHaveProperty('allowed_account_ids');
  });

  test('names what it is in the tags of every resource', () => {
    expect(parsed.provider.aws[0].default_tags[0].tags).toEqual({
      Project: 'laravel',
      Environment: 'dev',
      ManagedBy: 'Terraform',
    });
  });

  test('opens the database and the sessions to the instances alone', () => {
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(
      ({ from_port: port }) => port === 3306 || port === 11211,
    );
    expect(rules).toHaveLength(2);
    expect(new Set(rules.map((rule) => rule['referenced_security_group_id'])).size).toBe(1);
    expect(rules[0]?.['referenced_security_group_id']).toContain('SecurityGroups_Instances');
  });
});

describe('An environment that says the most', () => {
  const json = synth(most);
  const parsed = JSON.parse(json);

  test('stands in three zones with a NAT gateway each', () => {
    expect(resourcesOf(json, Subnet)).toHaveLength(6);
    expect(resourcesOf(json, NatGateway)).toHaveLength(3);
  });

  test('keeps its sessions in Redis', () => {
    expect(resourcesOf(json, ElasticacheReplicationGroup)).toHaveLength(1);
    expect(resourcesOf(json, ElasticacheCluster)).toHaveLength(0);
    expect(container(json, 'web')).toContain('"value":"redis"');
  });

  test('serves HTTPS on its own domain', () => {
    expect(resourcesOf(json, LbListener).map(({ port }) => port)).toEqual(expect.arrayContaining([80, 443]));
    expect(parsed.output.url.value).toBe('https://www.example.com');
  });

  test('is refused by every other account, but for the emulator, whose account is nobody’s', () => {
    expect(parsed.provider.aws[0].allowed_account_ids).toEqual(['111122223333']);
    const emulated = JSON.parse(synth(most, { AWS_EMULATOR_STATE_DIRECTORY: '/tmp/states' }));
    expect(emulated.provider.aws[0]).not.toHaveProperty('allowed_account_ids');
  });

  test('is named after its project', () => {
    expect(parameter(json, '/shop/dev/deployment')).toHaveProperty('insecure_value');
    expect(parsed.data.aws_ecr_repository.Repository.name).toBe('shop');
  });
});

describe('An environment', () => {
  test('on Fargate has no instances, and opens the container’s port to the load balancer alone', () => {
    const json = synth({ ...least, capacity: { launchType: 'fargate', market: 'mixed' } });
    expect(JSON.parse(json).resource).not.toHaveProperty('aws_autoscaling_group');
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(({ from_port: port }) => port === 8080);
    expect(rules).toEqual([
      expect.objectContaining({ referenced_security_group_id: expect.stringContaining('SecurityGroups_Web') }),
    ]);
    expect(JSON.stringify(serviceOf(json, 'web')['network_configuration'])).toContain('Tasks_Group');
  });

  test('on Fargate is not watched for room that it can not run out of', () => {
    const alarms = (input: EnvironmentInput) =>
      resourcesOf(synth(input), CloudwatchMetricAlarm).map(({ metric_name: name }) => name);
    expect(alarms(least)).toEqual(expect.arrayContaining(['CPUReservation', 'MemoryReservation']));
    const onFargate = alarms({ ...least, capacity: { launchType: 'fargate', market: 'spot' } });
    expect(onFargate).not.toEqual(expect.arrayContaining(['CPUReservation']));
    expect(onFargate).not.toEqual(expect.arrayContaining(['MemoryReservation']));
  });

  test('has its sidecars and its permissions in the tasks of every role', () => {
    const json = synth({
      ...least,
      sidecars: [{ name: 'router', image: 'fluent-bit', memoryReservation: 32 }],
      permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::uploads/*'] }],
    });
    for (const role of ['web', 'worker', 'scheduler', 'migrate']) {
      expect(container(json, role)).toContain('"name":"router"');
    }
    const policies = resourcesOf(json, IamRolePolicy).filter(({ policy }) => String(policy).includes(':uploads/'));
    expect(policies).toHaveLength(4);
  });

  test("tells the image's entrypoint what nothing in a container says", () => {
    const said = (input: EnvironmentInput, role: string) =>
      Object.fromEntries(
        [...container(synth(input), role).matchAll(/{"name":"([A-Z_]+)","value":"([^"]*)"}/g)].map(
          ([, ...pair]) => pair,
        ),
      ) as Record<string, string>;
    expect(said(least, 'web')).toMatchObject({
      STOP_TIMEOUT: '30',
      TASK_MEMORY: '384',
      TRUSTED_PROXIES: '10.10.0.0/16',
      APACHE_TLS: 'off',
      HTTP_PORT: '8080',
      APACHE_HEALTH_PATH: '/up',
    });
    expect(said({ ...least, worker: { stopTimeout: 120 } }, 'worker')).toMatchObject({ STOP_TIMEOUT: '120' });
    expect(said({ ...least, web: { containerProtocol: 'HTTPS', healthCheckPath: '/health' } }, 'web')).toMatchObject({
      APACHE_TLS: 'on',
      HTTPS_PORT: '8443',
      APACHE_HEALTH_PATH: '/health',
    });
    // On Fargate, sidecars take theirs from what the task has.
    const sidecars = [{ name: 'router', image: 'fluent-bit', memoryReservation: 64 }];
    const onFargate = { ...least, capacity: { launchType: 'fargate', market: 'spot' } } as const;
    expect(said({ ...least, sidecars }, 'web')).toMatchObject({ TASK_MEMORY: '384' });
    expect(said({ ...onFargate, sidecars }, 'web')).toMatchObject({ TASK_MEMORY: '448' });
  });

  test("lets the container write where the image's volumes are, as the image's user, and nowhere else", () => {
    const dockerfile = readFileSync(join(__dirname, '../../../php-app/Dockerfile'), 'utf8');
    const [, volumes = ''] = /^VOLUME (.*)$/m.exec(dockerfile) ?? [];
    const [, user = ''] = /^USER (.*)$/m.exec(dockerfile) ?? [];
    const web = container(synth(least), 'web');
    const paths = [...web.matchAll(/"containerPath":"([^"]+)"/g)].map(([, path]) => path);
    expect(paths.filter((path) => !/amazon/.test(path ?? ''))).toEqual(JSON.parse(volumes));
    expect(web).toContain(`"user":"${user}"`);
  });

  test('counts the fatal errors of PHP in every role', () => {
    const filters = resourcesOf(synth(least), CloudwatchLogMetricFilter).map(({ log_group_name: name }) => name);
    for (const role of ['Web', 'Worker', 'Scheduler', 'Migrate']) {
      expect(filters).toContainEqual(expect.stringContaining(`App_${role}_Logs`));
    }
  });

  test('without queue or schedule has neither worker nor scheduler', () => {
    const json = synth({ ...least, worker: { enabled: false }, scheduler: { enabled: false } });
    expect(resourcesOf(json, EcsService).map(({ name }) => name)).toEqual(['web']);
  });

  test('that sleeps at night stops every service and needs no instance', () => {
    const json = synth({ ...least, nights: { stop: '20:00', start: '07:00' } });
    expect(resourcesOf(json, AppautoscalingScheduledAction)).toHaveLength(6);
    expect(resourcesOf(json, AutoscalingSchedule)).toHaveLength(2);
  });

  test('with a key of its own encrypts logs, secrets and disks with it, and lets tasks decrypt', () => {
    const json = synth({ ...least, encryptionKey: 'own' });
    const key = expect.stringContaining('EncryptionKey');
    for (const logs of resourcesOf(json, CloudwatchLogGroup)) {
      expect(logs['kms_key_id']).toEqual(key);
    }
    for (const secret of resourcesOf(json, SecretsmanagerSecret)) {
      expect(secret['kms_key_id']).toEqual(key);
    }
    expect(resourcesOf(json, DbInstance)[0]?.['kms_key_id']).toEqual(key);
    expect(JSON.stringify(resourcesOf(json, LaunchTemplate))).toContain('EncryptionKey');
    expect(JSON.stringify(resourcesOf(json, IamRolePolicy))).toContain('kms:Decrypt');
  });

  test('has the shared boundary around every role by a name that no account stands in', () => {
    const roles = resourcesOf(synth({ ...least, permissionsBoundary: 'shared' }), IamRole);
    expect(roles.length).toBeGreaterThan(5);
    for (const { permissions_boundary: boundary } of roles) {
      expect(boundary).toMatch(
        /^arn:\$\{data\.aws_partition\.\w+\.partition}:iam::\$\{data\.aws_caller_identity\.\w+\.account_id}:policy\/laravel-ci-boundary$/,
      );
    }
  });

  test.each<[string, Partial<EnvironmentInput>]>([
    ['by default', {}],
    [
      'with instances, a NAT instance and flow logs',
      { network: { cidr: '10.10.0.0/16', nat: 'instance', flowLogs: true } },
    ],
    [
      'on Fargate, with a password that RDS manages',
      {
        capacity: { launchType: 'fargate', market: 'spot' },
        database: { password: 'rds', monitoringInterval: 60, maintenanceWindow: 'sun:03:00-sun:04:00' },
      },
    ],
    ['with a key of its own', { encryptionKey: 'own' }],
    [
      'with gradual deployments',
      {
        web: {
          networkMode: 'awsvpc',
          deployment: {
            strategy: 'blue-green',
            hooks: [{ functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:x', stages: ['pre-scale-up'] }],
          },
        },
        network: { cidr: '10.10.0.0/16', nat: 'single' },
      },
    ],
  ])('has no role that needs more than the shared boundary allows, %s', (_, changes) => {
    const boundary = boundaryPermissions(
      { partition: 'aws', region: 'us-east-1', accountId: '111122223333', project: 'laravel', stateBucket: undefined },
      { applications: [] },
    );
    const allowed = boundary
      .filter(({ effect }) => effect !== 'Deny')
      .flatMap(({ actions }) => actions)
      .map((action) => new RegExp(`^${action.replaceAll('*', '.*')}$`));
    const needed = resourcesOf(synth({ ...least, ...changes }), IamRolePolicy).flatMap(({ policy }) =>
      (JSON.parse(String(policy)).Statement as { Action: string[] }[]).flatMap(({ Action }) => Action),
    );
    expect(needed.length).toBeGreaterThan(5);
    expect(needed.filter((action) => !allowed.some((pattern) => pattern.test(action)))).toEqual([]);
  });

  test('with a boundary has it around every role', () => {
    const permissionsBoundary = 'arn:aws:iam::111122223333:policy/boundary';
    const roles = resourcesOf(synth({ ...least, permissionsBoundary }), IamRole);
    expect(roles.length).toBeGreaterThan(8);
    expect(new Set(roles.map((role) => role['permissions_boundary']))).toEqual(new Set([permissionsBoundary]));
  });

  test('of a zone has its certificate made and its name lead to the load balancer', () => {
    const json = synth({
      ...least,
      network: { ...least.network, ipv6: true },
      domain: 'a.example.com',
      hostedZone: 'example.com',
    });
    expect(JSON.parse(json).output.url.value).toBe('https://a.example.com');
    expect(resourcesOf(json, AcmCertificate)).toEqual([expect.objectContaining({ domain_name: 'a.example.com' })]);
    expect(resourcesOf(json, Route53Record).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['A', 'AAAA', expect.stringContaining('resource_record_type')]),
    );
  });

  test('answers before the application is asked where it has rules, in their order', () => {
    const rules = [
      { hosts: ['example.com'], redirectTo: 'www.example.com' },
      { paths: ['/horizon/*'], respond: 404 },
    ];
    expect(resourcesOf(synth({ ...least, loadBalancer: { rules } }), LbListenerRule)).toEqual([
      expect.objectContaining({ priority: 10_000, action: [expect.objectContaining({ type: 'redirect' })] }),
      expect.objectContaining({ priority: 10_001, action: [expect.objectContaining({ type: 'fixed-response' })] }),
    ]);
  });

  test('has a firewall and a record of its requests where it wants them', () => {
    const types = (input: EnvironmentInput) => Object.keys(JSON.parse(synth(input)).resource);
    expect(types(least)).not.toEqual(expect.arrayContaining(['aws_wafv2_web_acl']));
    expect(types(least)).not.toEqual(expect.arrayContaining(['aws_s3_bucket']));
    const loadBalancer = { firewall: { enabled: true }, accessLogs: { enabled: true } };
    expect(types({ ...least, loadBalancer })).toEqual(expect.arrayContaining(['aws_wafv2_web_acl', 'aws_s3_bucket']));
  });

  test('deploys every service anew when RDS has changed the password', () => {
    const json = synth({ ...least, database: { password: 'rds', maintenanceWindow: 'sun:03:00-sun:04:00' } });
    const [document] = resourcesOf(json, SsmDocument);
    const services = [...String(document?.['content']).matchAll(/"service" = aws_ecs_service\.App_(\w+?)_Service/g)];
    expect(services.map(([, role]) => role)).toEqual(['Web', 'Worker', 'Scheduler']);
    expect(resourcesOf(synth(least), SsmDocument)).toEqual([]);
  });

  test('speaks TLS with its containers where it is told so', () => {
    const json = synth({ ...least, web: { containerProtocol: 'HTTPS' } });
    expect(resourcesOf(json, LbTargetGroup)).toEqual([expect.objectContaining({ protocol: 'HTTPS', port: 8443 })]);
    expect(container(json, 'web')).toContain('"containerPort":8443');
  });

  describe('that moves requests gradually', () => {
    const json = synth({
      ...least,
      operatorAddresses: ['203.0.113.7/32'],
      capacity: { launchType: 'fargate', market: 'on-demand' },
      web: { deployment: { strategy: 'canary' }, scaling: { requestsPerTask: 600 } },
    });

    test('needs a provider that knows how', () => {
      expect(JSON.parse(json).terraform.required_providers.aws.version).toBe('>= 6.21.0, < 7.0.0');
    });

    test('has two groups of tasks with addresses of their own', () => {
      expect(resourcesOf(json, LbTargetGroup).map(({ target_type: type }) => type)).toEqual(['ip', 'ip']);
    });

    test('leaves both rules to ECS once they are made', () => {
      const rules = resourcesOf(json, LbListenerRule);
      expect(rules).toHaveLength(2);
      for (const rule of rules) {
        expect(rule['lifecycle']).toEqual({ ignore_changes: ['action'] });
      }
      const [balancer] = serviceOf(json, 'web')['load_balancer'] as [{ advanced_configuration: object }];
      expect(balancer.advanced_configuration).toMatchObject({
        production_listener_rule: expect.stringContaining('Production'),
        test_listener_rule: expect.stringContaining('Test'),
      });
    });

    test('watches both groups, whichever has the requests, and counts those of both', () => {
      const alarms = resourcesOf(json, CloudwatchMetricAlarm).map((alarm) => JSON.stringify(alarm));
      const watching = (group: string) =>
        alarms.filter((alarm) => alarm.includes(`aws_lb_target_group.Entrance_${group}_`));
      expect(watching('Target')).toHaveLength(3);
      expect(watching('Green')).toEqual(watching('Target'));

      const [policy] = resourcesOf(json, AppautoscalingPolicy).filter(({ name }) => name === 'requests');
      expect(JSON.stringify(policy)).toMatch(/Entrance_Target_.+Entrance_Green_/);
    });

    test('shows the next release to the operators alone', () => {
      const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(({ from_port: port }) => port === 9001);
      expect(rules.map((rule) => rule['cidr_ipv4'])).toEqual(['203.0.113.7/32']);
    });
  });
});
