import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { AccessLogs, type AccessLogsProps } from './access-logs';

const synth = (changes: Partial<AccessLogsProps> = {}) =>
  synthesize(
    (stack) => new AccessLogs(stack, 'Logs', { name: 'laravel-prod', retentionDays: 90, removal: 'keep', ...changes }),
  );

const policy = () =>
  JSON.parse(String(resourcesOf(synth(), S3BucketPolicy)[0]?.['policy'])).Statement as Record<string, never>[];

describe('AccessLogs', () => {
  test('are closed to the public and encrypted', () => {
    expect(synth()).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(synth()).toHaveResourceWithProperties(S3BucketServerSideEncryptionConfigurationA, {
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    });
  });

  test('go when their time is over', () => {
    expect(synth({ retentionDays: 30 })).toHaveResourceWithProperties(S3BucketLifecycleConfiguration, {
      rule: [expect.objectContaining({ status: 'Enabled', expiration: [{ days: 30 }] })],
    });
  });

  test('are written by load balancers of this account alone', () => {
    expect(policy().find(({ Effect }) => Effect === 'Allow')).toMatchObject({
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: 's3:PutObject',
      Condition: { ArnLike: { 'aws:SourceArn': expect.stringMatching(/:\$\{.*account_id}:loadbalancer\/\*$/) } },
    });
  });

  test('are neither written nor read in the clear', () => {
    expect(policy().find(({ Effect }) => Effect === 'Deny')).toMatchObject({
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('keep their bucket from being destroyed, unless nothing is to be kept', () => {
    expect(synth()).toHaveResourceWithProperties(S3Bucket, { force_destroy: false });
    expect(synth({ removal: 'delete' })).toHaveResourceWithProperties(S3Bucket, { force_destroy: true });
  });

  test.each([0, 3651])('refuse %p days', (retentionDays) => {
    expect(() => synth({ retentionDays })).toThrow('retentionDays must be a whole number from 1 to 3650');
  });

  test('refuse a name that AWS would refuse', () => {
    expect(() => synth({ name: 'x'.repeat(32) })).toThrow('has 38 characters, AWS allows 37');
  });
});
