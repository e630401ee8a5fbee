import { describeLife } from './life';

describeLife({
  stack: 'dev',
  edit: ['instances: { min: 1, max: 2 }', 'instances: { min: 2, max: 3 }'],
  planned: [/^update aws_autoscaling_group\.Capacity_Group/],
  left: ['ecs:task-definition laravel-dev-web:1'],
});
