import type { S3 } from '@aws-sdk/client-s3';
import { Failure } from '../failure';

/** For how many days states that were replaced can be gone back to, and how many of them stay whatever their age. */
const DAYS = 90;
const NEWEST = 20;

/**
 * Makes the bucket that states are kept in, or brings the one that is there to what it has to be: versioned, encrypted, reached by TLS
 * alone and by nobody from outside. Safe to run again.
 *
 * Terraform does not make it: it would keep the state of what makes it in itself.
 *
 * @returns whether it was made
 * @throws Failure where it is somebody else's
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
 */
export async function makeBucket(s3: S3, Bucket: string, region: string): Promise<boolean> {
  const isThere = await exists(s3, Bucket);
  if (!isThere) {
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
    LifecycleConfiguration: {
      Rules: [
        {
          ID: 'replaced-states',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          NoncurrentVersionExpiration: { NoncurrentDays: DAYS, NewerNoncurrentVersions: NEWEST },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    },
  });
  await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify(tlsAlone(Bucket)) });
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

function tlsAlone(bucket: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsAlone',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
