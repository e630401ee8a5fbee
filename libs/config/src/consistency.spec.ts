import { requireConsistency } from './consistency';
import { parseEnvironment } from './environment';
import { parseShared } from './shared';

const aws = { region: 'us-east-1' };
const environment = (name: string, cidr: string, changes: object = {}) =>
  parseEnvironment({ name, aws, network: { cidr }, ...changes }, `${name}.ts`);
const shared = parseShared({ name: 'shared', aws }, 'shared.ts');
const check = (
  stacks: Record<string, Parameters<typeof requireConsistency>[0] extends ReadonlyMap<string, infer S> ? S : never>,
) => requireConsistency(new Map(Object.entries(stacks)));

describe('requireConsistency', () => {
  test('accepts environments side by side', () => {
    expect(() =>
      check({ shared, dev: environment('dev', '10.10.0.0/16'), prod: environment('prod', '10.11.0.0/16') }),
    ).not.toThrow();
  });

  test('refuses overlapping networks and names both files', () => {
    const stacks = { 'a.ts': environment('aa', '10.10.0.0/16'), 'b.ts': environment('bb', '10.10.32.0/20') };
    expect(() => check(stacks)).toThrow(
      'b.ts is not valid:\n  - network.cidr: 10.10.32.0/20 overlaps 10.10.0.0/16 of a.ts: choose',
    );
  });

  test('refuses two environments of one name', () => {
    const stacks = { 'a.ts': environment('dev', '10.10.0.0/16'), 'b.ts': environment('dev', '10.11.0.0/16') };
    expect(() => check(stacks)).toThrow("name: 'dev' is taken by a.ts");
  });

  test('refuses different projects', () => {
    expect(() => check({ 's.ts': shared, 'a.ts': environment('dev', '10.10.0.0/16', { project: 'shop' }) })).toThrow(
      "project: got 'shop', but s.ts says 'laravel'",
    );
  });

  test('refuses an environment away from the registry', () => {
    expect(() =>
      check({ 's.ts': shared, 'a.ts': environment('dev', '10.10.0.0/16', { aws: { region: 'eu-west-1' } }) }),
    ).toThrow("aws.region: got 'eu-west-1', but s.ts says 'us-east-1'");
    expect(() =>
      check({
        's.ts': shared,
        'a.ts': environment('dev', '10.10.0.0/16', { aws: { ...aws, accountId: '111122223333' } }),
      }),
    ).toThrow('aws.accountId: got 111122223333, but s.ts says none');
  });

  test.each([
    ['none', {}],
    ['arn:aws:iam::aws:policy/x', { permissionsBoundary: 'arn:aws:iam::aws:policy/x' }],
  ])('refuses an environment that CI deploys with the boundary %s, in either order', (got, changes) => {
    const deployed = {
      ...shared,
      ...parseShared({ name: 'shared', aws, ci: { github: { repository: 'acme/shop' } } }, 's'),
    };
    const dev = environment('dev', '10.10.0.0/16', changes);
    const problem = `got ${got}, but CI deploys 'dev' and may make roles with the shared boundary alone: say 'shared'`;
    expect(() => check({ 's.ts': deployed, 'dev.ts': dev })).toThrow(`permissionsBoundary: ${problem}`);
    expect(() => check({ 'dev.ts': dev, 's.ts': deployed })).toThrow(`permissionsBoundary of dev.ts: ${problem}`);
  });

  test('takes one with the shared boundary, and one that CI does not deploy', () => {
    const deployed = parseShared({ name: 'shared', aws, ci: { github: { repository: 'acme/shop' } } }, 's');
    const dev = environment('dev', '10.10.0.0/16', { permissionsBoundary: 'shared' });
    expect(() => check({ 's.ts': deployed, 'dev.ts': dev, 'qa.ts': environment('qa', '10.40.0.0/16') })).not.toThrow();
  });
});
