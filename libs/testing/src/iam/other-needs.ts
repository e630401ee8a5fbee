import type { Need, Needs, Parameters } from './api-call';

const onRole = (call: Parameters): readonly Need[] => [{ on: [call.globalArn(`role/${call.text('RoleName')}`)] }];
const onProfile = (call: Parameters): readonly Need[] => [
  { on: [call.globalArn(`instance-profile/${call.text('InstanceProfileName')}`)] },
];

export const IAM: Needs = {
  AddRoleToInstanceProfile: (call) => [...onProfile(call), ...call.passes('ec2.amazonaws.com', call.text('RoleName'))],
  AttachRolePolicy: (call) => [{ ...onRole(call)[0], context: { 'iam:PolicyARN': call.text('PolicyArn') } }],
  CreateInstanceProfile: (call) => [
    { makes: [call.globalArn(`instance-profile/${call.text('InstanceProfileName')}`)] },
  ],
  CreateRole: (call) => {
    const [boundary] = call.texts('PermissionsBoundary');
    return [
      {
        makes: [call.globalArn(`role/${call.text('RoleName')}`)],
        ...(boundary && { context: { 'iam:PermissionsBoundary': boundary } }),
      },
    ];
  },
  DeleteInstanceProfile: onProfile,
  DeleteRole: onRole,
  DeleteRolePolicy: onRole,
  DetachRolePolicy: (call) => [{ ...onRole(call)[0], context: { 'iam:PolicyARN': call.text('PolicyArn') } }],
  GetInstanceProfile: onProfile,
  GetRole: onRole,
  GetRolePolicy: onRole,
  ListAttachedRolePolicies: onRole,
  ListInstanceProfilesForRole: onRole,
  ListRolePolicies: onRole,
  PutRolePolicy: onRole,
  RemoveRoleFromInstanceProfile: onProfile,
  UpdateAssumeRolePolicy: onRole,
};

const onLogGroup = (call: Parameters): readonly Need[] => [
  { on: call.texts('logGroupName').map((name) => call.arn(`log-group:${name}`)) },
];

export const LOGS: Needs = {
  AssociateKmsKey: onLogGroup,
  CreateLogGroup: (call) => [{ makes: [call.arn(`log-group:${call.text('logGroupName')}`)] }],
  DeleteLogGroup: onLogGroup,
  DeleteMetricFilter: onLogGroup,
  DescribeMetricFilters: onLogGroup,
  FilterLogEvents: onLogGroup,
  GetLogEvents: (call) => [
    { on: [call.arn(`log-group:${call.text('logGroupName')}:log-stream:${call.text('logStreamName')}`)] },
  ],
  ListTagsForResource: (call) => [{ on: call.texts('resourceArn') }],
  PutMetricFilter: onLogGroup,
  PutRetentionPolicy: onLogGroup,
  TagResource: (call) => [{ on: call.texts('resourceArn') }],
};

const onAlarms = (call: Parameters): readonly Need[] => [
  { on: call.texts('AlarmNames', 'AlarmName').map((name) => call.arn(`alarm:${name}`)) },
];
const onDashboards = (call: Parameters): readonly Need[] => [
  { on: call.texts('DashboardName', 'DashboardNames').map((name) => call.globalArn(`dashboard/${name}`)) },
];

export const CLOUDWATCH: Needs = {
  DeleteAlarms: onAlarms,
  DeleteDashboards: onDashboards,
  DescribeAlarms: onAlarms,
  GetDashboard: onDashboards,
  ListTagsForResource: (call) => [{ on: call.texts('ResourceARN') }],
  PutDashboard: onDashboards,
  PutMetricAlarm: (call) => [{ makes: [call.arn(`alarm:${call.text('AlarmName')}`)] }],
};

const onRule = (call: Parameters): readonly Need[] => [
  { on: call.texts('Rule', 'Name').map((name) => call.arn(`rule/${name}`)) },
];

export const EVENTS: Needs = {
  DeleteRule: onRule,
  DescribeRule: onRule,
  ListTagsForResource: (call) => [{ on: call.texts('ResourceARN') }],
  ListTargetsByRule: onRule,
  PutRule: (call) => [{ makes: [call.arn(`rule/${call.text('Name')}`)] }],
  PutTargets: (call) => [
    ...onRule(call),
    ...((call.given['Targets'] ?? []) as readonly { RoleArn?: string }[]).flatMap(({ RoleArn }) =>
      RoleArn ? call.passes('events.amazonaws.com', RoleArn) : [],
    ),
  ],
  RemoveTargets: onRule,
};

const onTopic = (call: Parameters): readonly Need[] => [
  {
    // A subscription is looked at as its topic.
    on: call.texts('TopicArn', 'ResourceArn', 'SubscriptionArn').map((arn) => arn.split(':').slice(0, 6).join(':')),
  },
];

export const SNS: Needs = {
  CreateTopic: (call) => [{ makes: [call.arn(call.text('Name'))] }],
  DeleteTopic: onTopic,
  GetSubscriptionAttributes: onTopic,
  GetTopicAttributes: onTopic,
  ListTagsForResource: onTopic,
  SetSubscriptionAttributes: onTopic,
  SetTopicAttributes: onTopic,
  Subscribe: onTopic,
  Unsubscribe: onTopic,
};

function parameterArn(call: Parameters, name: string): string {
  return call.arn(`parameter${name.split(':')[0]}`);
}

const onParameters = (call: Parameters): readonly Need[] => {
  // What AWS says to everybody is in no account, and the simulator knows no such ARN.
  const names = call.texts('Name', 'Names').filter((name) => !name.startsWith('/aws/service/'));
  return names.length === 0 ? [] : [{ on: names.map((name) => parameterArn(call, name)) }];
};
const onDocument = (call: Parameters): readonly Need[] => [{ on: [call.arn(`document/${call.text('Name')}`)] }];

export const SSM: Needs = {
  CreateDocument: (call) => [{ makes: [call.arn(`document/${call.text('Name')}`)] }],
  DeleteDocument: onDocument,
  DeleteParameter: onParameters,
  DeleteParameters: onParameters,
  DescribeDocument: onDocument,
  DescribeDocumentPermission: onDocument,
  GetDocument: onDocument,
  GetParameter: onParameters,
  GetParameterHistory: onParameters,
  GetParameters: onParameters,
  ListTagsForResource: (call) => {
    const id = call.text('ResourceId');
    return [{ on: [call.text('ResourceType') === 'Document' ? call.arn(`document/${id}`) : parameterArn(call, id)] }];
  },
  PutParameter: (call) => [{ [call.given['Tags'] ? 'makes' : 'on']: [parameterArn(call, call.text('Name'))] }],
};

const onRepository = (call: Parameters): readonly Need[] => [
  { on: call.texts('repositoryName', 'repositoryNames').map((name) => call.arn(`repository/${name}`)) },
];

export const ECR: Needs = {
  BatchGetImage: onRepository,
  DescribeImages: onRepository,
  DescribeRepositories: onRepository,
  GetLifecyclePolicy: onRepository,
  ListTagsForResource: (call) => [{ on: call.texts('resourceArn') }],
  PutImage: onRepository,
};

const onCertificate = (call: Parameters): readonly Need[] => [{ on: call.texts('CertificateArn') }];

export const ACM: Needs = {
  DeleteCertificate: onCertificate,
  DescribeCertificate: onCertificate,
  ListTagsForCertificate: onCertificate,
  RequestCertificate: () => [{ makes: ['*'] }],
};

const onZone = (call: Parameters): readonly Need[] => [
  {
    on: call
      .texts('Id', 'HostedZoneId', 'ResourceId')
      .map((id) => `arn:aws:route53:::hostedzone/${id.replace('/hostedzone/', '')}`),
  },
];

export const ROUTE53: Needs = {
  ChangeResourceRecordSets: (call) => {
    const { Changes = [] } = call.object('ChangeBatch') as {
      Changes?: readonly { ResourceRecordSet: { Name: string } }[];
    };
    const names = Changes.map(({ ResourceRecordSet }) => ResourceRecordSet.Name.replace(/\.$/, ''));
    const context = { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': names };
    return onZone(call).map((need) => ({ ...need, context }));
  },
  GetChange: (call) => [{ on: [`arn:aws:route53:::change/${call.text('Id').replace('/change/', '')}`] }],
  GetHostedZone: onZone,
  ListResourceRecordSets: onZone,
  ListTagsForResource: onZone,
};

const onWebAcl = (call: Parameters): readonly Need[] => [
  {
    on: [
      ...call.texts('WebACLArn', 'ResourceARN'),
      ...call.texts('Name').map((name) => call.arn(`regional/webacl/${name}/id`)),
    ],
  },
];

export const WAFV2: Needs = {
  AssociateWebACL: (call) => [
    { on: call.texts('WebACLArn', 'ResourceArn') },
    { action: 'elasticloadbalancing:SetWebAcl', on: ['*'] },
  ],
  CreateWebACL: (call) => [{ makes: [call.arn(`regional/webacl/${call.text('Name')}/id`)] }],
  DeleteWebACL: onWebAcl,
  DisassociateWebACL: (call) => [
    { on: call.texts('ResourceArn') },
    { action: 'elasticloadbalancing:SetWebAcl', on: ['*'] },
  ],
  GetWebACL: onWebAcl,
  GetWebACLForResource: (call) => [{ on: call.texts('ResourceArn') }],
  ListTagsForResource: onWebAcl,
};

const onBudget =
  (action?: string) =>
  (call: Parameters): readonly Need[] => {
    const name = call.texts('BudgetName')[0] ?? String(call.object('Budget')['BudgetName']);
    return [{ ...(action && { action: `budgets:${action}` }), on: [call.globalArn(`budget/${name}`)] }];
  };

/** All calls of Budgets that change one are one action, and all that look at one are another. */
export const BUDGETS: Needs = {
  CreateBudget: onBudget('ModifyBudget'),
  CreateNotification: onBudget('ModifyBudget'),
  DeleteBudget: onBudget('ModifyBudget'),
  DescribeBudget: onBudget('ViewBudget'),
  DescribeNotificationsForBudget: onBudget('ViewBudget'),
  DescribeSubscribersForNotification: onBudget('ViewBudget'),
  ListTagsForResource: (call) => [{ on: call.texts('ResourceARN') }],
};
