import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Answer } from './support/http';
import { describeOn } from './support/lane';
import { until } from './support/running';
import { web } from './support/services';
import { task } from './support/task';

const ROUNDS = 10;
const CONNECTIONS = 200;

/** Long enough that all are in flight when the signal comes. */
const MILLISECONDS = 3000;

/**
 * Milliseconds for all rounds: Apache forks 200 processes in each, which takes three minutes on two idle cores, and more than
 * five where other tests run beside it.
 */
const LONG = 900_000;

const whole = (answer: Answer | undefined) => answer?.status === 200 && answer.body.endsWith('the end');

describeOn('laravel-12', 'Stopping the web container', (on) => {
  const settings = { ...task(), DB_CONNECTION: 'sqlite', APACHE_MAX_REQUEST_WORKERS: '256', APACHE_LOG_LEVEL: 'error' };
  const logs = join(on.app, 'storage/logs');
  const began = () => readdirSync(logs).filter((file) => file.startsWith('began-'));

  beforeEach(() => began().forEach((file) => rmSync(join(logs, file))));

  test(
    `cuts off no request that was accepted, with ${CONNECTIONS} connections, in ${ROUNDS} rounds of SIGWINCH`,
    async () => {
      const cutOff: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        began().forEach((file) => rmSync(join(logs, file)));
        const container = await web(on, settings);
        const answers = Array.from({ length: CONNECTIONS }, (_, id) =>
          ask(`${container.url}/probe/slow?ms=${MILLISECONDS}&id=${id}`).catch(() => undefined),
        );
        await until(() => began().length > CONNECTIONS / 2, 'more than half of the requests are in flight');
        expect(await container.running.stop('SIGWINCH')).toEqual({ code: 0, signal: null });
        const answered = await Promise.all(answers);
        cutOff.push(answered.filter((answer, id) => existsSync(join(logs, `began-${id}`)) && !whole(answer)).length);
      }
      expect(cutOff).toEqual(Array.from({ length: ROUNDS }, () => 0));
    },
    LONG,
  );

  test('takes no new request after SIGWINCH', async () => {
    const container = await web(on, settings);
    const inFlight = ask(`${container.url}/probe/slow?ms=1500&id=1`);
    await until(() => began().length === 1, 'a request is in flight');
    container.running.signal('SIGWINCH');
    await until(async () => (await ask(`${container.url}/up`).catch(() => undefined)) === undefined, 'nobody listens');
    expect(whole(await inFlight)).toBe(true);
    await container.running.ended;
  });

  test('ends at once, and cuts off what is in flight, by SIGTERM', async () => {
    const container = await web(on, settings);
    const inFlight = ask(`${container.url}/probe/slow?ms=20000&id=1`).catch(() => undefined);
    await until(() => began().length === 1, 'a request is in flight');
    expect(await container.running.stop('SIGTERM')).toMatchObject({ code: 0 });
    expect(whole(await inFlight)).toBe(false);
  });

  test('gives requests up before ECS would kill the task', async () => {
    const container = await web(on, { ...settings, STOP_TIMEOUT: '6' });
    const inFlight = ask(`${container.url}/probe/slow?ms=25000&id=1`).catch(() => undefined);
    await until(() => began().length === 1, 'a request is in flight');
    const asked = Date.now();
    await container.running.stop('SIGWINCH');
    expect(Date.now() - asked).toBeLessThan(20_000);
    expect(whole(await inFlight)).toBe(false);
  });
});
