import { nearest } from './nearest';

test.each([
  ['devv', 'dev'],
  ['stagign', 'staging'],
  ['prd', 'prod'],
  ['qa', undefined],
])('%s most likely meant %s', (name, meant) => {
  expect(nearest(name, ['dev', 'staging', 'prod'])).toBe(meant);
});
