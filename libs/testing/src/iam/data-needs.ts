import type { Need, Needs, Parameters } from './api-call';

/** A call on what its parameters name, by kind: what is named `laravel-dev-x` has the ARN `…:kind:laravel-dev-x`. */
const on =
  (kinds: Readonly<Record<string, string>>, does: 'on' | 'makes' = 'on') =>
  (call: Parameters): readonly Need[] => [
    {
      [does]: Object.entries(kinds).flatMap(([name, kind]) =>
        call.texts(name).map((each) => call.arn(`${kind}:${each}`)),
      ),
    },
  ];

const DATABASE = { DBInstanceIdentifier: 'db' };
const PARAMETERS = { DBParameterGroupName: 'pg' };
const SUBNETS = { DBSubnetGroupName: 'subgrp' };

export const RDS: Needs = {
  AddTagsToResource: (call) => [{ on: call.texts('ResourceName') }],
  CreateDBInstance: (call) => [
    ...on(DATABASE, 'makes')(call),
    ...on({ ...PARAMETERS, ...SUBNETS })(call),
    ...call.passes('monitoring.rds.amazonaws.com', ...call.texts('MonitoringRoleArn')),
  ],
  CreateDBParameterGroup: on(PARAMETERS, 'makes'),
  CreateDBSubnetGroup: on(SUBNETS, 'makes'),
  DeleteDBInstance: on(DATABASE),
  DeleteDBParameterGroup: on(PARAMETERS),
  DeleteDBSubnetGroup: on(SUBNETS),
  // The provider asks by an id that no ARN has, or by a filter: AWS then asks for the right to list them all.
  DescribeDBInstances: (call) => [{ on: [call.arn('db:any')] }],
  DescribeDBParameterGroups: on(PARAMETERS),
  DescribeDBParameters: on(PARAMETERS),
  DescribeDBSubnetGroups: on(SUBNETS),
  ListTagsForResource: (call) => [{ on: call.texts('ResourceName') }],
  ModifyDBInstance: (call) => [
    ...on({ ...DATABASE, ...PARAMETERS })(call),
    ...call.passes('monitoring.rds.amazonaws.com', ...call.texts('MonitoringRoleArn')),
  ],
  ModifyDBParameterGroup: on(PARAMETERS),
  ModifyDBSubnetGroup: on(SUBNETS),
  RestoreDBInstanceFromDBSnapshot: on({ ...DATABASE, ...SUBNETS, DBSnapshotIdentifier: 'snapshot' }),
};

const CLUSTER = { CacheClusterId: 'cluster' };
const CACHE_PARAMETERS = { CacheParameterGroupName: 'parametergroup' };
const CACHE_SUBNETS = { CacheSubnetGroupName: 'subnetgroup' };
const REPLICATION = { ReplicationGroupId: 'replicationgroup' };

export const ELASTICACHE: Needs = {
  AddTagsToResource: (call) => [{ on: call.texts('ResourceName') }],
  CreateCacheCluster: (call) => [...on(CLUSTER, 'makes')(call), ...on({ ...CACHE_PARAMETERS, ...CACHE_SUBNETS })(call)],
  CreateCacheParameterGroup: on(CACHE_PARAMETERS, 'makes'),
  CreateCacheSubnetGroup: on(CACHE_SUBNETS, 'makes'),
  CreateReplicationGroup: (call) => [
    ...on(REPLICATION, 'makes')(call),
    ...on({ ...CACHE_PARAMETERS, ...CACHE_SUBNETS })(call),
  ],
  DeleteCacheCluster: on(CLUSTER),
  DeleteCacheParameterGroup: on(CACHE_PARAMETERS),
  DeleteCacheSubnetGroup: on(CACHE_SUBNETS),
  DeleteReplicationGroup: on({ ...REPLICATION, FinalSnapshotIdentifier: 'snapshot' }),
  DescribeCacheClusters: on(CLUSTER),
  DescribeCacheParameterGroups: on(CACHE_PARAMETERS),
  DescribeCacheParameters: on(CACHE_PARAMETERS),
  DescribeCacheSubnetGroups: on(CACHE_SUBNETS),
  DescribeReplicationGroups: on(REPLICATION),
  ListTagsForResource: (call) => [{ on: call.texts('ResourceName') }],
  ModifyCacheCluster: on({ ...CLUSTER, ...CACHE_PARAMETERS }),
  ModifyCacheParameterGroup: on(CACHE_PARAMETERS),
  ModifyReplicationGroup: on({ ...REPLICATION, ...CACHE_PARAMETERS }),
};

const onSecret = (call: Parameters): readonly Need[] => [
  { on: call.texts('SecretId').map((id) => (id.startsWith('arn:') ? id : call.arn(`secret:${id}-AbCdEf`))) },
];

export const SECRETS_MANAGER: Needs = {
  CancelRotateSecret: onSecret,
  CreateSecret: (call) => [{ makes: [call.arn(`secret:${call.text('Name')}-AbCdEf`)] }],
  DeleteSecret: onSecret,
  DescribeSecret: onSecret,
  GetResourcePolicy: onSecret,
  GetSecretValue: onSecret,
  PutSecretValue: onSecret,
  RotateSecret: onSecret,
  TagResource: onSecret,
  UpdateSecret: onSecret,
};

const onKey = (call: Parameters): readonly Need[] => [
  { on: call.texts('KeyId', 'TargetKeyId').map((id) => call.arn(id.startsWith('arn:') ? id : `key/${id}`)) },
];

const onAlias = (call: Parameters): readonly Need[] => [
  ...onKey(call),
  { on: call.texts('AliasName').map((name) => call.arn(name)) },
];

export const KMS: Needs = {
  CreateAlias: onAlias,
  // What is to be made is looked at as any key, by the tags that it is to have.
  CreateKey: () => [{ makes: ['*'] }],
  DeleteAlias: onAlias,
  DescribeKey: onKey,
  EnableKeyRotation: onKey,
  GetKeyPolicy: onKey,
  GetKeyRotationStatus: onKey,
  ListResourceTags: onKey,
  PutKeyPolicy: onKey,
  ScheduleKeyDeletion: onKey,
  UpdateAlias: onAlias,
};

const bucket = (call: Parameters) => `arn:aws:s3:::${call.text('Bucket')}`;
const onBucket =
  (action?: string) =>
  (call: Parameters): readonly Need[] => [{ ...(action && { action: `s3:${action}` }), on: [bucket(call)] }];
const onObject =
  (action?: string) =>
  (call: Parameters): readonly Need[] => [
    { ...(action && { action: `s3:${action}` }), on: [`${bucket(call)}/${call.text('Key')}`] },
  ];

/** Calls of S3 have other names than their actions. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export const S3: Needs = {
  CreateBucket: (call) => [{ makes: [bucket(call)] }],
  DeleteBucket: onBucket(),
  DeleteBucketPolicy: onBucket(),
  DeleteObject: onObject(),
  DeletePublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  DeleteBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  DeleteBucketEncryption: onBucket('PutEncryptionConfiguration'),
  DeleteBucketLifecycle: onBucket('PutLifecycleConfiguration'),
  GetBucketAccelerateConfiguration: onBucket('GetAccelerateConfiguration'),
  GetBucketAcl: onBucket(),
  GetBucketCors: onBucket('GetBucketCORS'),
  GetBucketEncryption: onBucket('GetEncryptionConfiguration'),
  GetBucketLifecycle: onBucket('GetLifecycleConfiguration'),
  GetBucketLifecycleConfiguration: onBucket('GetLifecycleConfiguration'),
  GetBucketLocation: onBucket(),
  GetBucketLogging: onBucket(),
  GetBucketOwnershipControls: onBucket(),
  GetBucketPolicy: onBucket(),
  GetBucketReplication: onBucket('GetReplicationConfiguration'),
  GetBucketRequestPayment: onBucket(),
  GetBucketTagging: onBucket(),
  GetBucketVersioning: onBucket(),
  GetBucketWebsite: onBucket(),
  GetObject: onObject(),
  GetObjectLockConfiguration: onBucket('GetBucketObjectLockConfiguration'),
  GetPublicAccessBlock: onBucket('GetBucketPublicAccessBlock'),
  HeadBucket: onBucket('ListBucket'),
  HeadObject: onObject('GetObject'),
  ListObjects: onBucket('ListBucket'),
  ListObjectsV2: onBucket('ListBucket'),
  ListObjectVersions: onBucket('ListBucketVersions'),
  PutBucketEncryption: onBucket('PutEncryptionConfiguration'),
  PutBucketLifecycle: onBucket('PutLifecycleConfiguration'),
  PutBucketLifecycleConfiguration: onBucket('PutLifecycleConfiguration'),
  PutBucketOwnershipControls: onBucket(),
  PutBucketPolicy: onBucket(),
  PutBucketTagging: onBucket(),
  PutObject: onObject(),
  PutPublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
};
