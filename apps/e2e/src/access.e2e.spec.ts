import { describeRights } from './rights';

describeRights({
  environment: 'dev',
  others: ['staging', 'prod'],
  edit: ['instances: { min: 1, max: 2 }', 'instances: { min: 2, max: 3 }'],
});
