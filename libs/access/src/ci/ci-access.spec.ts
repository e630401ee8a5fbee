import { IamAccessKey } from '@cdktf/provider-aws/lib/iam-access-key';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { IamUserPolicy } from '@cdktf/provider-aws/lib/iam-user-policy';
import { parseShared, parseState } from '@laravel-ecs/config';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { POLICIES_OF_A_ROLE, POLICY_CHARACTERS } from '../policy-limits';
import { CiAccess } from './ci-access';

const github = { repository: 'acme/shop' };

function synth(ci: object): string {
  const { ci: config } = parseShared({ name: 'shared', aws: { region: 'us-east-1' }, ci }, 'shared.ts');
  return synthesize((stack) => {
    if (config) {
      new CiAccess(stack, 'Ci', { config, project: 'laravel', region: 'us-east-1', state: parseState(undefined) });
    }
  });
}

const json = synth({
  github,
  gitlab: { project: 'acme/shop' },
  hcp: { organization: 'acme' },
  environments: { dev: {}, prod: { isProtected: true } },
  previews: 'dev',
  legacyUsers: ['dev'],
  applications: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::uploads-${aws:PrincipalTag/Environment}/*'] }],
});

describe('CiAccess', () => {
  test('has AWS take tokens of each who issues them, that are for AWS', () => {
    expect(resourcesOf(json, IamOpenidConnectProvider)).toEqual([
      expect.objectContaining({
        url: 'https://token.actions.githubusercontent.com',
        client_id_list: ['sts.amazonaws.com'],
      }),
      expect.objectContaining({ url: 'https://gitlab.com', client_id_list: ['https://gitlab.com'] }),
      expect.objectContaining({ url: 'https://app.terraform.io', client_id_list: ['aws.workload.identity'] }),
    ]);
  });

  test('makes no provider that the account has already, and trusts it all the same', () => {
    const using = synth({ github: { ...github, makesProvider: false }, environments: { dev: {} } });
    expect(resourcesOf(using, IamOpenidConnectProvider)).toEqual([]);
    for (const { assume_role_policy: trust } of resourcesOf(using, IamRole)) {
      expect(trust).toMatch(/:oidc-provider\/token\.actions\.githubusercontent\.com"/);
    }
  });

  test('has a role for each use, that is taken on by tokens and by none who has but a name', () => {
    const roles = resourcesOf(json, IamRole);
    expect(roles.map(({ name }) => name).sort()).toEqual([
      ...['deploy', 'drift', 'plan'].flatMap((use) => [`laravel-ci-${use}-dev`, `laravel-ci-${use}-prod`]),
      'laravel-ci-preview',
      'laravel-ci-release-dev',
      'laravel-ci-release-prod',
    ]);
    for (const { assume_role_policy: trust } of roles) {
      const statements = JSON.parse(String(trust)).Statement as Record<string, Record<string, unknown>>[];
      for (const { Action, Condition, Principal } of statements) {
        expect(Principal?.['AWS'] ? Action : Object.keys(Condition ?? {})).toEqual(
          Principal?.['AWS'] ? 'sts:AssumeRole' : expect.arrayContaining(['StringEquals']),
        );
      }
    }
  });

  test('gives each role policies that AWS takes', () => {
    const attached = resourcesOf(json, IamRolePolicyAttachment).map(({ role }) => String(role));
    for (const role of new Set(attached)) {
      expect(attached.filter((each) => each === role).length).toBeLessThanOrEqual(POLICIES_OF_A_ROLE);
    }
    for (const { policy } of resourcesOf(json, IamPolicy)) {
      const asAwsHasIt = String(policy).replace(/(?<!\$)\$\{[^}]*}/g, 'ap-southeast-1');
      expect(asAwsHasIt.length).toBeLessThanOrEqual(POLICY_CHARACTERS);
      expect(() => JSON.parse(asAwsHasIt)).not.toThrow();
    }
  });

  test('has a boundary whose variables Terraform leaves to IAM', () => {
    const boundary = resourcesOf(json, IamPolicy).find(({ name }) => name === 'laravel-ci-boundary');
    expect(boundary?.['policy']).toContain('"arn:aws:s3:::uploads-$${aws:PrincipalTag/Environment}/*"');
    expect(boundary?.['policy']).toContain(':role/laravel-$${aws:PrincipalTag/Environment}-*"');
    expect(boundary?.['policy']).not.toMatch(/(?<!\$)\$\{aws:|\${3}/);
  });

  test('makes a user who may take on the roles of one environment, and no key', () => {
    expect(resourcesOf(json, IamUser)).toEqual([expect.objectContaining({ name: 'laravel-ci-dev' })]);
    expect(resourcesOf(json, IamAccessKey)).toEqual([]);
    const [policy] = resourcesOf(json, IamUserPolicy);
    const [statement, ...more] = JSON.parse(String(policy?.['policy'])).Statement;
    expect(more).toEqual([]);
    expect(statement.Action).toEqual(['sts:AssumeRole']);
    expect(statement.Resource.map((arn: string) => arn.split('/').pop())).toEqual(
      ['plan', 'drift', 'deploy', 'release'].map((use) => `laravel-ci-${use}-dev`),
    );
    const trusting = resourcesOf(json, IamRole).filter(({ assume_role_policy: trust }) =>
      String(trust).includes('"AWS"'),
    );
    expect(trusting.map(({ name }) => name).sort()).toEqual(
      ['deploy', 'drift', 'plan', 'release'].map((use) => `laravel-ci-${use}-dev`),
    );
  });

  test('has no user by default, and no role for previews', () => {
    const plain = synth({ github });
    expect(resourcesOf(plain, IamUser)).toEqual([]);
    expect(resourcesOf(plain, IamRole).map(({ name }) => name)).not.toContain('laravel-ci-preview');
  });

  test('refuses a trust that AWS would refuse for its length', () => {
    const branches = Array.from({ length: 10 }, (_, index) => `${'x'.repeat(190)}${index}`);
    expect(() => synth({ github, environments: { dev: { branches } } })).toThrow(
      /the IAM role 'laravel-ci-plan-dev' has \d+ characters of trust, AWS allows 2048: name fewer branches, or shorter ones/,
    );
  });

  test('refuses a boundary that takes more than one policy', () => {
    const actions = Array.from({ length: 50 }, (_, index) => `bedrock:A${'x'.repeat(90)}${index}`);
    expect(() => synth({ github, applications: [{ actions, resources: ['*'] }] })).toThrow(
      `the boundary 'laravel-ci-boundary' takes more than one policy: name less in applications`,
    );
  });
});
