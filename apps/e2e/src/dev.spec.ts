import { describeLife } from './life';

describeLife({
  stack: 'dev',
  release: 'up',
  edit: ['instances: { min: 1, max: 2 }', 'instances: { min: 2, max: 3 }'],
  // At night the schedule says how many there are at the least; by day it is what the group says.
  planned: [/^update aws_autoscaling_group\.Capacity_Group/, /^update aws_autoscaling_schedule\.Capacity_Start/],
});
