import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { EncryptionKey } from './encryption-key';

const json = synthesize((stack) => new EncryptionKey(stack, 'Key', { name: 'laravel-prod', region: 'eu-west-3' }));

const [key] = resourcesOf(json, KmsKey);

interface Statement {
  readonly Principal: Readonly<Record<string, unknown>>;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const statements = JSON.parse(String(key?.['policy'])).Statement as Statement[];

describe('EncryptionKey', () => {
  test('is renewed every year, has a name, and can be called back for 30 days', () => {
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    expect(json).toHaveResourceWithProperties(KmsAlias, { name: 'alias/laravel-prod' });
  });

  test('can be protected from Terraform', () => {
    const names = { name: 'laravel-prod', region: 'eu-west-3' };
    const isProtected = synthesize((stack) => new EncryptionKey(stack, 'Key', { ...names, isProtected: true }));
    expect(isProtected).toHaveResourceWithProperties(KmsKey, { lifecycle: { prevent_destroy: true } });
    expect(key).not.toHaveProperty('lifecycle');
  });

  test("encrypts this account's logs in its region, and nobody else's", () => {
    const logs = statements.find(({ Principal }) => Principal['Service']);
    expect(logs?.Principal).toEqual({ Service: 'logs.eu-west-3.amazonaws.com' });
    expect(logs?.Condition?.['ArnLike']?.['kms:EncryptionContext:aws:logs:arn']).toMatch(
      /^arn:\$\{.*}:logs:eu-west-3:\$\{.*account_id}:\*$/,
    );
  });

  test('opens to all principals on the condition alone that it is Auto Scaling who asks', () => {
    const open = statements.filter(({ Principal }) => Principal['AWS'] === '*');
    expect(open).toHaveLength(2);
    for (const { Condition } of open) {
      expect(Condition?.['ArnEquals']?.['aws:PrincipalArn']).toMatch(/AWSServiceRoleForAutoScaling$/);
    }
  });

  test('lets Auto Scaling pass its use on to resources of AWS only', () => {
    const grants = statements.filter(({ Action }) => Action === 'kms:CreateGrant');
    expect(grants).toEqual([
      expect.objectContaining({
        Condition: expect.objectContaining({ Bool: { 'kms:GrantIsForAWSResource': true } }),
      }),
    ]);
  });
});
