import { causesOf, isProtectedAsDeployed } from './plan-json';

const causes = (change: object) =>
  causesOf(JSON.stringify({ resource_changes: [{ address: 'a.b', change }] })).get('a.b');

describe('causesOf', () => {
  test('names what forces a replacement', () => {
    const replaced = { before: { engine: 'a', size: 1 }, after: { engine: 'b', size: 2 } };
    expect(causes({ ...replaced, replace_paths: [['engine'], ['block', 0, 'name']] })).toEqual([
      'engine',
      'block.0.name',
    ]);
  });

  test('names what changes, rather than what is only known afterwards', () => {
    const changed = { before: { size: 1, arn: 'x', name: 'n' }, after: { size: 2, name: 'n' } };
    expect(causes({ ...changed, after_unknown: { arn: true } })).toEqual(['size']);
    expect(causes({ before: { arn: 'x' }, after: {}, after_unknown: { arn: true } })).toEqual(['arn']);
  });

  test('has nothing to name of what is made or destroyed', () => {
    expect(causes({ before: null, after: { size: 1 } })).toEqual([]);
    expect(causes({ before: { size: 1 }, after: null })).toEqual([]);
  });
});

describe('isProtectedAsDeployed', () => {
  const valuesOf = (...resources: readonly object[]) => ({
    root_module: { resources: resources.map((values) => ({ values })) },
  });
  const ofPlan = (...resources: readonly object[]) =>
    isProtectedAsDeployed(JSON.stringify({ prior_state: { values: valuesOf(...resources) } }));

  test.each(['deletion_protection', 'enable_deletion_protection'])('believes the %s of any resource', (name) => {
    expect(ofPlan({ arn: 'x' }, { deletion_protection: false }, { [name]: true })).toBe(true);
    expect(ofPlan({ arn: 'x' }, { [name]: false })).toBe(false);
    expect(isProtectedAsDeployed(JSON.stringify({ values: valuesOf({ [name]: true }) }))).toBe(true);
  });

  test('does not know where nothing is deployed that has one', () => {
    expect(ofPlan({ arn: 'x' }, { deletion_protection: null })).toBeUndefined();
    expect(isProtectedAsDeployed('{}')).toBeUndefined();
    expect(isProtectedAsDeployed('{"prior_state":{}}')).toBeUndefined();
  });
});
