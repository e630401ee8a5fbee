import { causesOf } from './plan-json';

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
