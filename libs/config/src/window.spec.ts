import { dailyWindow, rotationSchedule, weeklyWindow, windowsOverlap } from './window';

describe('A weekly window', () => {
  test.each(['sun:03:00-sun:04:00', 'sun:23:30-mon:00:30', 'wed:00:00-thu:00:00'])('can be %s', (window) => {
    expect(weeklyWindow(60).safeParse(window).success).toBe(true);
  });

  test.each([
    'sun:03:00-sun:03:59',
    'sun:03:00-sun:02:00',
    'mon:00:00-tue:00:01',
    'Sun:03:00-Sun:04:00',
    'sun:24:00-mon:01:00',
    'sunday',
    '03:00-04:00',
    'sun:03:00-sun:04:00-sun:05:00x',
  ])('can not be %s', (window) => {
    expect(weeklyWindow(60).safeParse(window).error?.issues[0]?.message).toBe(
      "must be a time of the week in UTC of 60 minutes or more and at most 24 hours, such as 'sun:03:00-sun:04:00'",
    );
  });
});

describe('A daily window', () => {
  test.each(['01:00-01:30', '23:45-00:15'])('can be %s', (window) => {
    expect(dailyWindow(30).safeParse(window).success).toBe(true);
  });

  test.each(['01:00-01:29', '1:00-2:00', '01:00', 'mon:01:00-mon:02:00'])('can not be %s', (window) => {
    expect(dailyWindow(30).safeParse(window).error?.issues[0]?.message).toBe(
      "must be a time of day in UTC of 30 minutes or more, such as '01:00-02:00'",
    );
  });
});

describe('A daily and a weekly window', () => {
  test.each([
    ['01:00-02:00', 'sun:01:30-sun:03:00'],
    ['01:00-02:00', 'sun:00:30-sun:01:30'],
    ['01:00-02:00', 'sat:23:00-sun:04:00'],
    ['23:30-00:30', 'sun:23:45-mon:00:15'],
    ['00:00-06:00', 'mon:01:00-mon:02:00'],
    ['23:00-01:00', 'mon:00:30-mon:02:00'],
  ])('overlap: %s and %s', (daily, weekly) => {
    expect(windowsOverlap(daily, weekly)).toBe(true);
  });

  test.each([
    ['01:00-02:00', 'sun:02:00-sun:03:00'],
    ['01:00-02:00', 'sun:00:00-sun:01:00'],
    ['23:30-00:30', 'mon:00:30-mon:01:30'],
  ])('do not: %s and %s', (daily, weekly) => {
    expect(windowsOverlap(daily, weekly)).toBe(false);
  });
});

describe('A password', () => {
  test.each([
    ['sun:03:00-sun:04:00', 'week', 'cron(0 3 ? * SUN *)', '1h'],
    ['mon:22:00-tue:01:30', 'month', 'cron(0 22 ? * MON#1 *)', '3h'],
  ] as const)('is changed in the window %s, each %s', (window, every, scheduleExpression, duration) => {
    expect(rotationSchedule(window, every)).toEqual({ scheduleExpression, duration });
  });

  test.each(['sun:03:30-sun:04:30', 'sun:03:00-sun:03:30', 'never'])(
    'can not be changed in the window %s',
    (window) => {
      expect(rotationSchedule(window, 'week')).toBeUndefined();
    },
  );
});
