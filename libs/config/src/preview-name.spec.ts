import fc from 'fast-check';
import { PREVIEW_RULES, previewName, previewRule } from './preview-name';

/** Any string, and those that look alike: of capitals, accents, separators and what may be taken for a hash. */
const branch = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'A', 'ä', 'a\u0308', '-', '/', '.', '0', '\ud800', '\udc00') }),
  fc.stringMatching(/^[a-z]{0,14}-?[0-9a-f]{8}$/),
);

describe('The name of a preview', () => {
  test.each([
    ['main', 'pr-main'],
    ['42', 'pr-42'],
    ['a-branch-of-twenty-ch', 'pr-a-branch-of-7dc3b5aa'],
    ['feature/Ünï-#42/../x', 'pr-feature-uni-9cdd5bcd'],
    ['日本語', 'pr-00000000'],
  ])('of %s tells which branch it is', (of, name) => {
    expect(previewName(of).replace(/[0-9a-f]{8}$/, '')).toBe(name.replace(/[0-9a-f]{8}$/, ''));
  });

  test('can be part of every name in AWS that is made of it, whatever the branch', () => {
    fc.assert(
      fc.property(branch, (any) => {
        expect(previewName(any)).toMatch(/^pr-[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(`${'p'.repeat(20)}-${previewName(any)}-scheduler-execution`.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same each time, and another for each branch', () => {
    fc.assert(
      fc.property(branch, branch, (one, other) => {
        expect(previewName(one)).toBe(previewName(one));
        expect(previewName(one) === previewName(other)).toBe(one === other);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['Fix', 'fix'],
    ['fix/login', 'fix-login'],
    ['über', 'uber'],
    ['über', 'u\u0308ber'],
    ['\ud800', '\ud801'],
    ['a-very-long-branch-of-one', 'a-very-long-branch-of-two'],
  ])('of %j is another than that of %j', (one, other) => {
    expect(previewName(one)).not.toBe(previewName(other));
  });

  test('can’t be chosen by a branch that is called as another’s name', () => {
    const taken = previewName('Fix').slice('pr-'.length);
    expect(previewName(taken)).not.toBe(previewName('Fix'));
  });
});

describe('The rule of a preview', () => {
  test('has a priority that is for previews', () => {
    fc.assert(
      fc.property(branch, (any) => {
        const rule = previewRule(previewName(any));
        expect(Number.isInteger(rule) && rule >= 1 && rule <= PREVIEW_RULES).toBe(true);
      }),
    );
  });
});
