import { EVERYTHING, makeZone } from './everything';
import { describeRights } from './rights';

describeRights({
  environment: 'staging',
  others: ['dev', 'prod'],
  says: EVERYTHING.replace(/permissionsBoundary: '[^']+'/, `permissionsBoundary: 'shared'`),
  prepare: makeZone,
  edit: ['maxItemSize: 4', 'maxItemSize: 8'],
});
