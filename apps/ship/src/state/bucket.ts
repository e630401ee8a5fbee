import type { S3 } from '@aws-sdk/client-s3';
import { Failure } from '../failure';

/** For how many days states that were replaced can be gone back to, and how many of them stay whatever their age. */
const DAYS = 90;
const NEWEST = 20;

/** Rule for states that were replaced. */
const EXPIRY = {
  ID: 'replaced-states',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  NoncurrentVersionExpiration: { NoncurrentDays: DAYS, NewerNoncurrentVersions: NEWEST },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
} as const;

/** Name of the only statement of its policy. */
const TLS_ALONE = 'TlsAlone';

/**
 * Makes the bucket that states are kept in, or brings the one that is there to what it has to be: versioned, encrypted, reached by TLS
 * alone and by nobody from outside. Safe to run again.
 *
 * Terraform does not make it: it would keep the state of what makes it in itself.
 *
 * @returns whether it was made
 * @throws Failure where it is somebody else's, or has a policy or rules of its own, which would be replaced
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
 */
export async function makeBucket(s3: S3, Bucket: string, region: string): Promise<boolean> {
  const isThere = await exists(s3, Bucket);
  if (isThere) {
    await requireNoOther(s3, Bucket);
  } else {
    await create(s3, Bucket, region);
  }
  await s3.putPublicAccessBlock({
    Bucket,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  await s3.putBucketOwnershipControls({
    Bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  await s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: { Rules: [EXPIRY] },
  });
  await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify(tlsAlone(Bucket, region)) });
  return !isThere;
}

async function exists(s3: S3, Bucket: string): Promise<boolean> {
  try {
    await s3.headBucket({ Bucket });
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) {
      return false;
    }
    throw status === 403 || status === 301 ? notYours(Bucket) : error;
  }
}

/** Refuses a bucket that somebody uses otherwise. */
async function requireNoOther(s3: S3, Bucket: string): Promise<void> {
  const { Policy } = (await unless('NoSuchBucketPolicy', s3.getBucketPolicy({ Bucket }))) ?? {};
  const { Rules = [] } =
    (await unless('NoSuchLifecycleConfiguration', s3.getBucketLifecycleConfiguration({ Bucket }))) ?? {};
  const { Statement = [] } = JSON.parse(Policy ?? '{}') as { Statement?: unknown };
  if ([Statement].flat().some((statement) => (statement as { Sid?: string }).Sid !== TLS_ALONE)) {
    throw notAlone(Bucket, 'a policy of its own', 'delete-bucket-policy');
  }
  if (Rules.some(({ ID }) => ID !== EXPIRY.ID)) {
    throw notAlone(Bucket, 'lifecycle rules of its own', 'delete-bucket-lifecycle');
  }
}

async function unless<Answer>(missing: string, answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === missing) {
      return undefined;
    }
    throw error;
  }
}

function notAlone(bucket: string, what: string, command: string): Failure {
  return new Failure(
    `the bucket '${bucket}' has ${what}, which would be replaced: choose another name in cdktf.json, context.state, ` +
      `or take it away, if nobody needs it: aws s3api ${command} --bucket ${bucket}`,
  );
}

async function create(s3: S3, Bucket: string, region: string): Promise<void> {
  try {
    await s3.createBucket({
      Bucket,
      // S3's oldest region is the one that may not be named.
      ...(region !== 'us-east-1' && { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }),
    });
  } catch (error) {
    throw (error as Error).name === 'BucketAlreadyExists' ? notYours(Bucket) : error;
  }
}

function notYours(bucket: string): Failure {
  return new Failure(
    `the bucket '${bucket}' is somebody else's, or in another region: choose another name in cdktf.json, context.state`,
  );
}

function tlsAlone(bucket: string, region: string) {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: TLS_ALONE,
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  const [, special] = /^(cn|us-gov)-/.exec(region) ?? [];
  return special ? `aws-${special}` : 'aws';
}
