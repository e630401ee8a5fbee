import { commandThatMakes, fileOf } from './made-by';

test.each([
  ['dev', 'npx ship up dev', 'environments/dev/environment.ts'],
  ['pr-fix-login', 'npx ship preview up BRANCH', 'environments/preview/environment.ts'],
])('%s is made by %s, as %s says', (environment, command, file) => {
  expect([commandThatMakes(environment), fileOf(environment)]).toEqual([command, file]);
});
