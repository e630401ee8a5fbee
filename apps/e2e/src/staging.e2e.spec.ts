import { describeLife } from './life';

describeLife({
  stack: 'staging',
  edit: ['instances: { min: 1, max: 3 }', 'instances: { min: 1, max: 4 }'],
  planned: [/^update aws_autoscaling_group\.Capacity_Group/],
});
