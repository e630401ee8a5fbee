import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** The database and the session store. */
export function dataPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { name } = reach;
  return [
    {
      actions: [
        'rds:AddTagsToResource',
        'rds:CreateDBInstance',
        'rds:CreateDBParameterGroup',
        'rds:CreateDBSnapshot',
        'rds:CreateDBSubnetGroup',
        'rds:DeleteDBInstance',
        'rds:DeleteDBParameterGroup',
        'rds:DeleteDBSubnetGroup',
        'rds:ModifyDBInstance',
        'rds:ModifyDBParameterGroup',
        'rds:ModifyDBSubnetGroup',
        'rds:RebootDBInstance',
        'rds:RemoveTagsFromResource',
        'rds:ResetDBParameterGroup',
        'rds:RestoreDBInstanceFromDBSnapshot',
      ],
      resources: [
        ...['db', 'pg', 'subgrp', 'snapshot'].map((kind) => reach.arn('rds', `${kind}:${name}-*`)),
        // AWS's own groups of options, which are the same for everybody.
        reach.arn('rds', 'og:default*'),
      ],
    },
    {
      actions: [
        'elasticache:AddTagsToResource',
        'elasticache:CreateCacheCluster',
        'elasticache:CreateCacheParameterGroup',
        'elasticache:CreateCacheSubnetGroup',
        'elasticache:CreateReplicationGroup',
        'elasticache:CreateSnapshot',
        'elasticache:DecreaseReplicaCount',
        'elasticache:DeleteCacheCluster',
        'elasticache:DeleteCacheParameterGroup',
        'elasticache:DeleteCacheSubnetGroup',
        'elasticache:DeleteReplicationGroup',
        'elasticache:IncreaseReplicaCount',
        'elasticache:ModifyCacheCluster',
        'elasticache:ModifyCacheParameterGroup',
        'elasticache:ModifyCacheSubnetGroup',
        'elasticache:ModifyReplicationGroup',
        'elasticache:RebootCacheCluster',
        'elasticache:RemoveTagsFromResource',
        'elasticache:ResetCacheParameterGroup',
      ],
      resources: ['cluster', 'parametergroup', 'replicationgroup', 'subnetgroup', 'snapshot'].map((kind) =>
        reach.arn('elasticache', `${kind}:${name}-*`),
      ),
    },
    // RDS makes the secret of a password that it manages in the name of whoever makes the database: nobody else's name begins so.
    {
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [reach.arn('secretsmanager', 'secret:rds!*')],
    },
    {
      actions: ['secretsmanager:CancelRotateSecret', 'secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
      resources: [reach.arn('secretsmanager', 'secret:rds!*')],
      conditions: reach.ownedByDatabase,
    },
  ];
}

/** Secrets. It writes the passwords that it makes, and reads none but those. */
export function secretPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { environment } = reach;
  const { project } = reach.place;
  return [
    {
      actions: [
        'secretsmanager:CancelRotateSecret',
        'secretsmanager:CreateSecret',
        'secretsmanager:DeleteSecret',
        'secretsmanager:RestoreSecret',
        'secretsmanager:RotateSecret',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
        'secretsmanager:UpdateSecret',
      ],
      resources: [reach.arn('secretsmanager', `secret:${project}/${environment}/*`)],
    },
    {
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      resources: ['database', 'sessions'].map((secret) =>
        reach.arn('secretsmanager', `secret:${project}/${environment}/${secret}-*`),
      ),
    },
  ];
}
