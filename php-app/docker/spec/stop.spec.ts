import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Answer } from './support/http';
import { describeOn } from './support/lane';
import { CONNECTIONS, READY_FOR_LOAD, ROUNDS, stopUnderLoad } from './support/load';
import { until } from './support/running';
import { web } from './support/services';
import { task } from './support/task';

/** Milliseconds for all rounds, also next to other tests. */
const LONG = 600_000;

const whole = (answer: Answer | undefined) => answer?.status === 200 && answer.body.endsWith('the end');

describeOn('laravel-12', 'Stopping the web container', (on) => {
  const settings = { ...task(), DB_CONNECTION: 'sqlite', APACHE_MAX_REQUEST_WORKERS: '256', APACHE_LOG_LEVEL: 'error' };
  const logs = join(on.app, 'storage/logs');
  const left = () => readdirSync(logs).filter((file) => /^(began|released)-/.test(file));
  const began = () => left().filter((file) => file.startsWith('began-'));

  beforeEach(() => left().forEach((file) => rmSync(join(logs, file))));

  test(
    `interrupts no accepted request, with ${CONNECTIONS} connections, in ${ROUNDS} rounds of SIGWINCH`,
    async () => {
      const interrupted: string[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        const container = await web(on, { ...settings, ...READY_FOR_LOAD });
        interrupted.push(
          ...(await stopUnderLoad({
            url: container.url,
            round,
            begun: async () => began(),
            release: async () => writeFileSync(join(logs, `released-${round}`), ''),
            stop: async () => expect(await container.running.stop('SIGWINCH')).toEqual({ code: 0, signal: null }),
          })),
        );
      }
      expect(interrupted).toEqual([]);
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
