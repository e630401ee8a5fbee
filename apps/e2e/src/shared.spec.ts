import { describeLife } from './life';

describeLife({
  stack: 'shared',
  edit: [`aws: { region: 'us-east-1' },`, `aws: { region: 'us-east-1' },\n  registry: { keepImages: 100 },`],
  // ECR has no call that changes a lifecycle policy in place of another: Terraform puts a new one.
  planned: [/^(update|replace) aws_ecr_lifecycle_policy\./],
});
