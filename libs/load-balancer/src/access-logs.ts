import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { requireIntegerBetween, requireNameWithin } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface AccessLogsProps {
  /** In front of the bucket's name, which ends as no other does: `laravel-prod`. */
  readonly name: string;

  /** Days that requests stay written down, 1 to 3,650. */
  readonly retentionDays: number;

  /** What happens to them when the bucket is destroyed: it refuses as long as there are any (`keep`), or they go. */
  readonly removal: 'keep' | 'delete';
}

/**
 * A bucket in which a load balancer writes down every request: closed to the public, encrypted, and emptied as time goes by.
 *
 * Its encryption is S3's own, the only one that load balancers can write to.
 *
 * @throws RangeError for days that can't be, or a name that AWS would refuse
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export class AccessLogs extends Construct {
  readonly bucket: string;

  /** What makes the bucket one that a load balancer can write to. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, retentionDays, removal }: AccessLogsProps) {
    super(scope, id);
    requireIntegerBetween('retentionDays', retentionDays, 1, 3650);
    // The provider's suffix has 26 characters; a bucket's name has 63.
    const bucketPrefix = requireNameWithin('bucket', `${name}-logs-`, 37);
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');

    const bucket = new S3Bucket(this, 'Bucket', { bucketPrefix, forceDestroy: removal === 'delete' });
    new S3BucketPublicAccessBlock(this, 'Closed', {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'Ownership', {
      bucket: bucket.bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket: bucket.bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketLifecycleConfiguration(this, 'Lifecycle', {
      bucket: bucket.bucket,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: retentionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.ready = new S3BucketPolicy(this, 'Policy', {
      bucket: bucket.bucket,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: `${bucket.arn}/AWSLogs/${accountId}/*`,
            Condition: {
              ArnLike: { 'aws:SourceArn': `arn:${partition}:elasticloadbalancing:*:${accountId}:loadbalancer/*` },
            },
          },
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [bucket.arn, `${bucket.arn}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    });
    this.bucket = bucket.bucket;
  }
}
