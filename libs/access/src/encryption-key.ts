import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';

export interface EncryptionKeyProps {
  /** Name of what it encrypts, and of its alias: `laravel-prod`. */
  readonly name: string;

  /** Region of what it encrypts. */
  readonly region: string;

  /**
   * Whether Terraform refuses to destroy it, and with it all that it encrypts.
   *
   * @default false
   */
  readonly isProtected?: boolean;
}

/** Where a service of AWS encrypts with a key on its own behalf, it asks for these. */
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/**
 * A key of one's own for all data at rest of an environment: who may use it is said here, its use stands in CloudTrail, and to
 * take it away is to lock the data. It is renewed every year.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, region, isProtected = false }: EncryptionKeyProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');

    // Auto Scaling starts instances whose disks are encrypted. Its role may not be there yet, and KMS refuses to name
    // a principal that is not there, which a condition may.
    const autoScaling = {
      Principal: { AWS: '*' },
      Condition: {
        ArnEquals: {
          'aws:PrincipalArn': `arn:${partition}:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
        },
      },
    };
    const key = new KmsKey(this, 'Key', {
      description: `Data at rest of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      ...(isProtected && { lifecycle: { preventDestroy: true } }),
      policy: document([
        // In the policy of a key, '*' is that key. The account's own policies say who else may use it.
        { Principal: { AWS: `arn:${partition}:iam::${accountId}:root` }, Action: 'kms:*' },
        {
          Principal: { Service: `logs.${region}.amazonaws.com` },
          Action: USE,
          Condition: {
            ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${accountId}:*` },
          },
        },
        { ...autoScaling, Action: USE },
        {
          ...autoScaling,
          Action: 'kms:CreateGrant',
          Condition: { ...autoScaling.Condition, Bool: { 'kms:GrantIsForAWSResource': true } },
        },
      ]),
    });
    new KmsAlias(this, 'Alias', { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

function document(statements: readonly object[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
}
