import { describeLife } from './life';

describeLife({
  stack: 'shared',
  edit: [`aws: { region: 'us-east-1' },`, `aws: { region: 'us-east-1' },\n  registry: { keepImages: 100 },`],
  // ECR has no call that changes a lifecycle policy in place of another: Terraform puts a new one.
  planned: [/^(update|replace) aws_ecr_lifecycle_policy\./],
});

/** All that it can say of CI, and who may deploy what by that. */
describeLife({
  stack: 'shared',
  says: `{
    name: 'shared',
    aws: { region: 'us-east-1' },
    ci: {
      github: { repository: 'acme/shop' },
      gitlab: { project: 'acme/web/shop' },
      hcp: { organization: 'acme', project: 'Shop' },
      environments: {
        dev: {},
        staging: { domains: ['staging.example.com'] },
        prod: { isProtected: true, domains: ['www.example.com'] },
      },
      previews: 'dev',
      legacyUsers: ['dev'],
      applications: [
        { actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::uploads/*'] },
        { actions: ['bedrock:InvokeModel'], resources: ['*'], environments: ['dev', 'preview'] },
      ],
    },
  }`,
  others: ['dev', 'staging', 'prod'].map(
    (name) => [name, `name: '${name}',`, `name: '${name}',\n  permissionsBoundary: 'shared',`] as const,
  ),
  edit: ["staging: { domains: ['staging.example.com'] }", "staging: { branches: ['release'] }"],
  planned: [
    /^update aws_iam_policy\.Ci_ci-deploy-staging_Policy/,
    ...['deploy', 'drift', 'plan', 'release'].map(
      (use) => new RegExp(`^update aws_iam_role\\.Ci_ci-${use}-staging_Role`),
    ),
  ],
});
