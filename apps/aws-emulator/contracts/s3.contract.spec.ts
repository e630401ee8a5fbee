import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { contract } from './contract';

/** The names of buckets are looked up by no server of names here. */
class ByPath extends S3Client {
  constructor(configuration: ConstructorParameters<typeof S3Client>[0]) {
    super({ ...configuration, forcePathStyle: true });
  }
}

describe('S3', () => {
  contract('denies nothing to calls by TLS where a policy denies calls without', async (connect) => {
    const s3 = connect(ByPath);
    const Bucket = 'tls-alone';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await Body?.transformToString()).toBe('b');
  });
});
