import { describeLife } from './life';

describeLife({
  stack: 'prod',
  edit: ['instances: { min: 2, max: 6 }', 'instances: { min: 3, max: 6 }'],
  planned: [/^update aws_autoscaling_group\.Capacity_Group/],
  unprotect: ['isProtected: true', 'isProtected: false'],
  left: [
    'rds:snapshot laravel-prod-database-final',
    'secretsmanager:secret laravel/prod/application',
    'secretsmanager:secret laravel/prod/database',
  ],
});
