import { nightsSchema, recurrencesOf } from './nights';

const nights = (changes: object = {}) => nightsSchema.parse({ stop: '20:00', start: '07:30', ...changes });

describe('Nights', () => {
  test('end on weekdays alone, so that a weekend is one long night', () => {
    expect(recurrencesOf(nights())).toEqual({
      stop: { unix: '0 20 * * 1-5', aws: 'cron(0 20 ? * MON-FRI *)' },
      start: { unix: '30 7 * * 1-5', aws: 'cron(30 7 ? * MON-FRI *)' },
    });
  });

  test('that begin after midnight begin a day later: a Friday ends on a Saturday', () => {
    expect(recurrencesOf(nights({ stop: '01:15' })).stop).toEqual({
      unix: '15 1 * * 2-6',
      aws: 'cron(15 1 ? * TUE-SAT *)',
    });
  });

  test('are the same every day where weekends are no different', () => {
    expect(recurrencesOf(nights({ weekends: 'on' }))).toEqual({
      stop: { unix: '0 20 * * *', aws: 'cron(0 20 * * ? *)' },
      start: { unix: '30 7 * * *', aws: 'cron(30 7 * * ? *)' },
    });
  });

  test('are in UTC unless another time zone is given', () => {
    expect(nights().timezone).toBe('UTC');
    expect(nights({ timezone: 'Europe/Berlin' }).timezone).toBe('Europe/Berlin');
  });

  test.each([
    ['an hour that is none', { stop: '24:00' }, 'a time of day'],
    ['a number', { start: 7 }, 'a time of day'],
    ['a time zone that is none', { timezone: 'Mars/Olympus' }, 'is no time zone'],
    ['an offset, which no clock change moves', { timezone: '+02:00' }, 'is no time zone'],
    ['a night without length', { stop: '07:30' }, 'is 07:30, and so is stop'],
  ])('refuse %s', (_, changes, message) => {
    expect(nightsSchema.safeParse({ stop: '20:00', start: '07:30', ...changes }).error?.issues).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });
});
