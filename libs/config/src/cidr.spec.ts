import { contains, overlap, parseCidr } from './cidr';

describe('parseCidr', () => {
  test('takes a range apart', () => {
    expect(parseCidr('10.10.0.0/16')).toEqual({ address: '10.10.0.0', prefix: 16 });
    expect(parseCidr('0.0.0.0/0')).toEqual({ address: '0.0.0.0', prefix: 0 });
    expect(parseCidr('203.0.113.7/32')).toEqual({ address: '203.0.113.7', prefix: 32 });
  });

  test.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.256.0/24', '10.0.0.1/24', '10.0.0.0/16 ', '::/0'])(
    'refuses %p',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});

describe('overlap', () => {
  test.each([
    ['10.10.0.0/16', '10.10.0.0/16'],
    ['10.10.0.0/16', '10.10.128.0/24'],
    ['10.10.128.0/24', '10.10.0.0/16'],
  ])('is found between %s and %s', (one, other) => {
    expect(overlap(one, other)).toBe(true);
  });

  test('is not found between neighbours', () => {
    expect(overlap('10.10.0.0/16', '10.11.0.0/16')).toBe(false);
  });

  test('refuses what is no range', () => {
    expect(() => contains('10.0.0.0', '10.0.0.0/8')).toThrow("'10.0.0.0' is no IPv4 range");
  });
});
