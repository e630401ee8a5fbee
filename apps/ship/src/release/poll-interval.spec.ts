import { pollInterval } from './poll-interval';

describe('pollInterval', () => {
  test.each([undefined, ''])('is 2 seconds for %p', (value) => {
    expect(pollInterval({ SHIP_POLL_INTERVAL: value })).toBe(2000);
  });

  test.each([
    ['0.1', 100],
    ['60', 60_000],
  ])('takes %s seconds', (value, milliseconds) => {
    expect(pollInterval({ SHIP_POLL_INTERVAL: value })).toBe(milliseconds);
  });

  test.each(['0', '0.09', '61', '-1', 'fast', 'NaN'])('rejects %s', (value) => {
    expect(() => pollInterval({ SHIP_POLL_INTERVAL: value })).toThrow(
      `SHIP_POLL_INTERVAL is '${value}'. It must be a number of seconds from 0.1 to 60`,
    );
  });
});
