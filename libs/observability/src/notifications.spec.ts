import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Notifications, type NotificationsProps } from './notifications';

const synth = (changes: Partial<NotificationsProps> = {}) =>
  synthesize((stack) => new Notifications(stack, 'Notifications', { name: 'laravel-dev-alarms', ...changes }));

const statements = (policy: unknown) => JSON.parse(String(policy)).Statement as Record<string, unknown>[];

describe('Notifications', () => {
  test('are encrypted with a key of their own that changes every year', () => {
    const json = synth();
    expect(json).toHaveResourceWithProperties(KmsKey, { enable_key_rotation: true });
    expect(resourcesOf(json, SnsTopic)).toEqual([
      expect.objectContaining({ kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\..+\.arn}$/) }),
    ]);
  });

  test('can be published and encrypted by alarms, events and budgets, and by nobody else', () => {
    const json = synth();
    const services = (policy: unknown) =>
      statements(policy).flatMap(({ Principal }) => (Principal as { Service?: string | string[] }).Service ?? []);
    const senders = ['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];
    expect(services(resourcesOf(json, SnsTopicPolicy)[0]?.['policy'])).toEqual(senders);
    expect(services(resourcesOf(json, KmsKey)[0]?.['policy'])).toEqual(senders);
  });

  test('go to nobody by default, and to everyone who is named', () => {
    expect(resourcesOf(synth(), SnsTopicSubscription)).toEqual([]);
    const emails = ['one@example.com', 'two@example.com'];
    expect(resourcesOf(synth({ emails }), SnsTopicSubscription).map(({ endpoint }) => endpoint)).toEqual(emails);
  });

  test('refuse a name that AWS would refuse', () => {
    expect(() => synth({ name: 'x'.repeat(257) })).toThrow('has 257 characters, AWS allows 256');
  });
});
