import { parseShared } from './shared';

const least = { name: 'shared', aws: { region: 'us-east-1' } };

describe('parseShared', () => {
  test('needs a region and keeps 50 images by default', () => {
    expect(parseShared(least, 'shared.ts')).toEqual({
      ...least,
      project: 'laravel',
      registry: { keepImages: 50, removal: 'keep' },
      tags: {},
    });
  });

  test.each<[string, object, string]>([
    ['another name', { name: 'common' }, `name: got "common", must be 'shared'`],
    [
      'to keep no image',
      { registry: { keepImages: 0 } },
      'registry.keepImages: got 0, must be a whole number from 1 to 1000',
    ],
    [
      'unknown fields',
      { network: {} },
      'network: there is no such field; known here: name, project, aws, registry, ci, tags',
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(() => parseShared({ ...least, ...changes }, 'shared.ts')).toThrow(problem);
  });
});
