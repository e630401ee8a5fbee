import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { LbListenerCertificate } from '@cdktf/provider-aws/lib/lb-listener-certificate';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { type EnvironmentInput, parseEnvironment } from '@laravel-ecs/config';
import { resourcesOf } from '@laravel-ecs/testing';
import { App, Testing } from 'cdktf';
import { EnvironmentStack } from './environment-stack';
import { targetOf } from './target';

function synth(changes: Partial<EnvironmentInput> = {}): string {
  const input: EnvironmentInput = {
    name: 'dev',
    aws: { region: 'us-east-1' },
    network: { cidr: '10.10.0.0/16' },
    previews: { domain: 'preview.example.com' },
    ...changes,
  };
  const app = new App({ outdir: Testing.app().outdir });
  return Testing.synth(new EnvironmentStack(app, parseEnvironment(input, 'dev.ts'), targetOf({}, undefined)));
}

const shared = (json: string) =>
  resourcesOf(json, SsmParameter).find(({ name }) => name === '/laravel/dev/shared')?.['insecure_value'];

describe('An environment that previews share', () => {
  const json = synth();

  test('says so in a parameter, with names and addresses alone', () => {
    expect(shared(json)).toMatch(/^\$\{jsonencode\(/);
    expect(shared(json)).toContain('"domain" = "preview.example.com"');
    expect(shared(json)).toContain('"protocol" = "http"');
    expect(shared(json)).toMatch(/"id" = aws_db_instance\.\w+\.resource_id/);
    expect(shared(json)).not.toMatch(/random_password/);
  });

  test('has a group for their tasks, which the load balancer reaches, and which reaches the database and no session', () => {
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter((rule) =>
      JSON.stringify(rule).includes('Previews_Tasks'),
    );
    expect(
      rules.map(({ from_port: port, referenced_security_group_id: from, security_group_id: to }) => ({
        port,
        from,
        to,
      })),
    ).toEqual([
      {
        port: 3306,
        from: expect.stringContaining('Previews_Tasks'),
        to: expect.stringContaining('Database_SecurityGroup'),
      },
      {
        port: 8080,
        from: expect.stringContaining('SecurityGroups_Web'),
        to: expect.stringContaining('Previews_Tasks'),
      },
    ]);
  });

  test('has one certificate and one record for all of their names, where the zone is known', () => {
    const json = synth({ domain: 'www.example.com', hostedZone: 'example.com' });
    expect(resourcesOf(json, AcmCertificate).map(({ domain_name: name }) => name)).toContain('*.preview.example.com');
    expect(resourcesOf(json, LbListenerCertificate)).toHaveLength(1);
    expect(resourcesOf(json, Route53Record)).toContainEqual(
      expect.objectContaining({ name: '*.preview.example.com', type: 'A' }),
    );
    expect(shared(json)).toContain('"protocol" = "https"');
  });

  test('has one budget for all of them, of what bears their tag', () => {
    const json = synth({ previews: { domain: 'preview.example.com', monthlyBudget: 50 } });
    expect(resourcesOf(json, BudgetsBudget)).toEqual([
      expect.objectContaining({
        name: 'laravel-dev-previews',
        limit_amount: '50',
        cost_filter: [{ name: 'TagKeyValue', values: ['user:PreviewOf$dev'] }],
      }),
    ]);
    expect(shared(json)).toMatch(/"budget" = aws_budgets_budget\.\w+\.name/);
  });

  test('shares nothing unless it is told to', () => {
    expect(shared(synth({ previews: undefined }))).toBeUndefined();
  });
});
