import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { EbsVolume } from '@cdktf/provider-aws/lib/ebs-volume';
import { EfsFileSystem } from '@cdktf/provider-aws/lib/efs-file-system';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { IamUserPolicy } from '@cdktf/provider-aws/lib/iam-user-policy';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { SecurityGroupRule } from '@cdktf/provider-aws/lib/security-group-rule';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { App, Fn, TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { acceptRisk } from './accepted-risk';
import { SecurityPolicy } from './security-policy';
import { SECURITY_RULES } from './security-rules';

const TAGS = { Project: 'laravel', Environment: 'dev' };

function check(build: (stack: Construct) => void, isProtected = false) {
  const app = new App({ outdir: Testing.app().outdir });
  const stack = new TerraformStack(app, 'dev');
  build(stack);
  if (!stack.node.tryFindChild('Aws')) {
    provider(TAGS)(stack);
  }
  const policy = SecurityPolicy.applyTo(stack, { isProtected });
  return { synth: () => app.synth(), policy };
}

const ingress = (changes: object) => (stack: Construct) =>
  new VpcSecurityGroupIngressRule(stack, 'Rule', {
    securityGroupId: 'sg-1',
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    cidrIpv4: '0.0.0.0/0',
    ...changes,
  });

const database = (changes: object) => (stack: Construct) =>
  new DbInstance(stack, 'Database', { instanceClass: 'db.t4g.micro', storageEncrypted: true, ...changes });

const policy =
  (Action: unknown, Resource: unknown, Effect = 'Allow') =>
  (stack: Construct) =>
    new IamRolePolicy(stack, 'Policy', {
      role: 'role',
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] }),
    });

const policyText = (text: string) => (stack: Construct) =>
  new IamRolePolicy(stack, 'Policy', { role: 'role', policy: text });

const anyPolicy = (statement: object) =>
  policyText(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } }));

const FULL = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

const document = (statement: DataAwsIamPolicyDocumentStatement) => (stack: Construct) =>
  new DataAwsIamPolicyDocument(stack, 'Document', { statement: [statement] });

const attachment = (name: string) => (stack: Construct) =>
  new IamRolePolicyAttachment(stack, 'Attachment', { role: 'role', policyArn: `arn:aws:iam::aws:policy/${name}` });

const SSH = { protocol: 'tcp', fromPort: 22, toPort: 22 };

const oldRule = (changes: object) => (stack: Construct) =>
  new SecurityGroupRule(stack, 'Rule', {
    securityGroupId: 'sg-1',
    type: 'ingress',
    cidrBlocks: ['0.0.0.0/0'],
    ...SSH,
    ...changes,
  });

const group = (ingress: object) => (stack: Construct) =>
  new SecurityGroup(stack, 'Group', { ingress: [{ ...SSH, ...ingress }] });

const instances = (tags: readonly string[]) => (stack: Construct) =>
  new AutoscalingGroup(stack, 'Instances', {
    minSize: 0,
    maxSize: 1,
    tag: tags.map((key) => ({ key, value: 'x', propagateAtLaunch: true })),
  });

const template = (encrypted: string) => (stack: Construct) =>
  new LaunchTemplate(stack, 'Template', { blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted } }] });

const redis = (transit: boolean) => (stack: Construct) =>
  new ElasticacheReplicationGroup(stack, 'Redis', {
    replicationGroupId: 'r',
    description: 'x',
    atRestEncryptionEnabled: 'true',
    transitEncryptionEnabled: transit,
  });

const provider = (tags: Record<string, string>) => (stack: Construct) =>
  new AwsProvider(stack, 'Aws', { region: 'us-east-1', defaultTags: [{ tags }] });

describe('The security policy', () => {
  test.each<[string, string, (stack: Construct) => unknown]>([
    ['no-open-ssh', 'SSH from the world', ingress({})],
    ['no-open-ssh', 'a range with SSH in it', ingress({ fromPort: 0, toPort: 1024 })],
    ['no-open-ssh', 'everything from the world', ingress({ ipProtocol: '-1', fromPort: undefined, toPort: undefined })],
    ['no-open-ssh', 'SSH from the world over IPv6', ingress({ cidrIpv4: undefined, cidrIpv6: '::/0' })],
    ['no-open-ssh', 'SSH from the world by a rule of the older kind', oldRule({})],
    [
      'no-open-ssh',
      'SSH from the world by a group with rules in it',
      group({ cidrBlocks: ['10.0.0.0/8', '0.0.0.0/0'] }),
    ],
    ['no-open-ssh', 'SSH from the world over IPv6 by such a group', group({ ipv6CidrBlocks: ['::/0'] })],
    ['encrypted', 'a plain database', database({ storageEncrypted: false })],
    ['encrypted', 'a plain disk', template('false')],
    ['encrypted', 'disks of which nothing is said', (stack) => new LaunchTemplate(stack, 'Template', {})],
    ['encrypted', 'a plain volume', (stack) => new EbsVolume(stack, 'Volume', { availabilityZone: 'a', size: 1 })],
    ['encrypted', 'a plain file system', (stack) => new EfsFileSystem(stack, 'Files', {})],
    ['encrypted', 'plain connections to Redis', redis(false)],
    ['encrypted', 'a plain topic', (stack) => new SnsTopic(stack, 'Topic', { name: 'x' })],
    ['no-public-database', 'a public database', database({ publiclyAccessible: true })],
    ['no-full-access', 'everything on everything', policy('*', '*')],
    ['no-full-access', 'a whole service on everything', policy(['s3:GetObject', 'ec2:*'], ['*'])],
    ['no-full-access', 'all but something on everything', anyPolicy({ NotAction: 'iam:*', Resource: '*' })],
    [
      'no-full-access',
      'everything, to a user',
      (stack) => new IamUserPolicy(stack, 'Policy', { user: 'u', policy: FULL }),
    ],
    ['no-full-access', 'everything, by a document', document({ actions: ['*'], resources: ['*'] })],
    ['no-full-access', "AWS's own policy for everything", attachment('AdministratorAccess')],
    ['no-full-access', 'what nobody can read', policyText(Fn.jsonencode({ Statement: [] }))],
    ['tagged', 'no tags', provider({})],
    ['tagged', 'half of the tags', provider({ Project: 'x' })],
    ['tagged', 'instances without tags', instances(['Project'])],
    ['log-retention', 'logs for ever', (stack) => new CloudwatchLogGroup(stack, 'Logs', { name: 'x' })],
  ])('%s refuses %s', (rule, _, build) => {
    expect(() => check(build).synth()).toThrow(new RegExp(`^dev is not secure:\\n  - dev/\\w+ .+ \\(${rule}\\)$`));
  });

  test.each<[string, (stack: Construct) => unknown]>([
    ['SSH from operators', ingress({ cidrIpv4: '203.0.113.7/32' })],
    ['SSH to the world, by a rule of the older kind', oldRule({ type: 'egress' })],
    ['SSH from operators, by a group with rules in it', group({ cidrBlocks: ['203.0.113.7/32'] })],
    ['HTTP from the world', ingress({ fromPort: 80, toPort: 80 })],
    ['an encrypted database', database({})],
    ['an encrypted disk', template('true')],
    ['Redis by TLS', redis(true)],
    ['one action on everything', policy('ecr:GetAuthorizationToken', '*')],
    ['a whole service on one resource', policy('s3:*', 'arn:aws:s3:::bucket')],
    ['a denial of everything', policy('*', '*', 'Deny')],
    ['a document of few actions', document({ actions: ['s3:GetObject'], resources: ['*'] })],
    ['a policy that such a document says', policyText('${data.aws_iam_policy_document.few.json}')],
    ["AWS's own policy for little", attachment('ReadOnlyAccess')],
    ['tagged instances', instances(['Project', 'Environment'])],
    ['all tags', provider(TAGS)],
    ['logs for a week', (stack) => new CloudwatchLogGroup(stack, 'Logs', { name: 'x', retentionInDays: 7 })],
  ])('accepts %s', (_, build) => {
    const { synth, policy: applied } = check(build);
    synth();
    expect(applied.findings).toEqual([]);
  });

  test('asks for the protection of data only where data is to be protected', () => {
    expect(() => check(database({}), false).synth()).not.toThrow();
    expect(() => check(database({}), true).synth()).toThrow('(protected-data)');
    expect(() => check(database({ lifecycle: { preventDestroy: true } }), true).synth()).not.toThrow();
    const secret = (stack: Construct) =>
      new SecretsmanagerSecret(stack, 'Secret', { name: 'laravel/prod/application' });
    expect(() => check(secret, true).synth()).toThrow('(protected-data)');
  });

  test('names everything that is wrong at once', () => {
    const both = (stack: Construct) => {
      ingress({})(stack);
      database({ publiclyAccessible: true })(stack);
    };
    expect(() => check(both).synth()).toThrow(/no-open-ssh\)\n.+no-public-database\)$/);
  });

  test('says of every rule what to do instead', () => {
    for (const { message } of SECURITY_RULES) {
      expect(message).toMatch(/^\w.+: .+/);
    }
  });

  describe('a risk that is accepted', () => {
    const reason = 'A bastion that another team runs';

    test('is let through for that resource alone, and reported with its reason', () => {
      const { synth, policy: applied } = check((stack) => acceptRisk(ingress({})(stack), 'no-open-ssh', reason));
      synth();
      expect(applied.findings).toEqual([{ rule: 'no-open-ssh', resource: 'dev/Rule', accepted: reason }]);
    });

    test('covers what is in the construct, and no other rule', () => {
      expect(() =>
        check((stack) => acceptRisk((ingress({})(stack), stack), 'no-open-ssh', reason)).synth(),
      ).not.toThrow();
      expect(() => check((stack) => acceptRisk(ingress({})(stack), 'encrypted', reason)).synth()).toThrow(
        'no-open-ssh',
      );
    });

    test('needs a reason that says something, and a rule that is there', () => {
      const accept = (rule: string, why: string) => () => check((stack) => acceptRisk(stack, rule, why));
      expect(accept('no-open-ssh', 'because')).toThrow("must say why, in 10 characters or more, got 'because'");
      expect(accept('no-ssh', reason)).toThrow("there is no rule 'no-ssh': there are no-open-ssh, encrypted,");
    });
  });
});
