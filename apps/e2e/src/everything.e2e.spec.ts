import { EVERYTHING, makeZone } from './everything';
import { describeLife } from './life';

describeLife({
  stack: 'staging',
  says: EVERYTHING,
  prepare: makeZone,
  edit: ['maxItemSize: 4', 'maxItemSize: 8'],
  planned: [/^update aws_elasticache_parameter_group\.Sessions_Parameters/],
});
