import { requireIntegerBetween, requireNameWithin } from './require';

describe('requireIntegerBetween', () => {
  test.each([1, 40])('accepts the bound %i', (value) => {
    expect(() => requireIntegerBetween('nodes', value, 1, 40)).not.toThrow();
  });

  test.each([0, 41, 1.5, Number.NaN])('refuses %p', (value) => {
    expect(() => requireIntegerBetween('nodes', value, 1, 40)).toThrow(
      `nodes must be a whole number from 1 to 40, got ${value}`,
    );
  });
});

describe('requireNameWithin', () => {
  test('hands back a name at the limit', () => {
    expect(requireNameWithin('load balancer', 'x'.repeat(32), 32)).toHaveLength(32);
  });

  test('refuses a longer one, and says what to shorten', () => {
    expect(() => requireNameWithin('load balancer', 'x'.repeat(33), 32)).toThrow(
      `the load balancer '${'x'.repeat(33)}' has 33 characters, AWS allows 32: shorten the name of the project or of the environment`,
    );
  });
});
