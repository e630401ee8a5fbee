import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';
import { accessLogBuckets } from './plan-permissions';

/** What is at the door: certificates, names, the firewall, and the record of who came. */
export function doorPermissions(reach: EnvironmentReach, domains: readonly string[]): readonly PolicyStatement[] {
  const { partition } = reach.place;
  return [
    {
      actions: ['acm:AddTagsToCertificate', 'acm:RequestCertificate'],
      resources: ['*'],
      conditions: reach.made,
    },
    {
      actions: ['acm:AddTagsToCertificate', 'acm:DeleteCertificate', 'acm:RemoveTagsFromCertificate'],
      resources: [reach.arn('acm', 'certificate/*')],
      conditions: reach.kept,
    },
    {
      actions: [
        'wafv2:CreateWebACL',
        'wafv2:DeleteWebACL',
        'wafv2:TagResource',
        'wafv2:UntagResource',
        'wafv2:UpdateWebACL',
      ],
      resources: [
        reach.arn('wafv2', `regional/webacl/${reach.name}/*`),
        // Rules that AWS keeps, which are the same for everybody.
        reach.arn('wafv2', 'regional/managedruleset/*/*'),
      ],
    },
    {
      actions: ['wafv2:AssociateWebACL', 'wafv2:DisassociateWebACL'],
      resources: [
        reach.arn('wafv2', `regional/webacl/${reach.name}/*`),
        reach.arn('elasticloadbalancing', `loadbalancer/app/${reach.name}/*`),
      ],
    },
    // AWS looks at the firewall and at the load balancer by the two above; this one knows no resource.
    { actions: ['elasticloadbalancing:SetWebAcl'], resources: ['*'] },
    {
      actions: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
        's3:TagResource',
        's3:UntagResource',
        's3:ListBucketVersions',
      ],
      resources: accessLogBuckets(reach),
    },
    // What has to go before the bucket can.
    {
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: accessLogBuckets(reach).map((bucket) => `${bucket}/*`),
    },
    // The last, of what is called last: other domains change one policy alone.
    ...(domains.length === 0
      ? []
      : [
          {
            actions: ['route53:ChangeResourceRecordSets'],
            resources: [`arn:${partition}:route53:::hostedzone/*`],
            conditions: {
              'ForAllValues:StringLike': {
                'route53:ChangeResourceRecordSetsNormalizedRecordNames': domains.flatMap((domain) => [
                  domain,
                  `*.${domain}`,
                ]),
              },
              // Holds for no values at all as well, which a call without records would have.
              Null: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false' },
            },
          },
        ]),
  ];
}
