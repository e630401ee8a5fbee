import { and, type PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/**
 * The environment's own key.
 *
 * AWS asks for the same right to make a key with tags as to tag one that is there, and says of neither which it is: whoever has it can take over
 * a key without tags.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
 */
export function keyPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { region } = reach.place;
  return [
    { actions: ['kms:CreateKey', 'kms:TagResource'], resources: ['*'], conditions: reach.made },
    {
      actions: [
        'kms:CancelKeyDeletion',
        'kms:CreateAlias',
        'kms:DeleteAlias',
        'kms:DisableKeyRotation',
        'kms:EnableKeyRotation',
        'kms:PutKeyPolicy',
        'kms:ScheduleKeyDeletion',
        'kms:TagResource',
        'kms:UntagResource',
        'kms:UpdateAlias',
        'kms:UpdateKeyDescription',
      ],
      resources: [reach.arn('kms', 'key/*')],
      conditions: reach.kept,
    },
    { actions: ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'], resources: reach.named('kms', 'alias/') },
    // Services of AWS encrypt with the environment's key in the name of whoever makes what they encrypt.
    {
      actions: ['kms:CreateGrant'],
      resources: [reach.arn('kms', 'key/*')],
      conditions: and(reach.owned, { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    },
    {
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [reach.arn('kms', 'key/*')],
      conditions: and(reach.owned, {
        StringEquals: {
          'kms:ViaService': ['rds', 'secretsmanager', 'sns'].map((service) => `${service}.${region}.amazonaws.com`),
        },
      }),
    },
  ];
}
