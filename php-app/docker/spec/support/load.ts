import { ask, type Answer } from './http';
import { until } from './running';

export const ROUNDS = 10;
export const CONNECTIONS = 200;

/** Requests that go on being sent until the server refuses them. */
const SENDERS = 8;

/** Settings of a web container with a process for each connection from the start: it forks none under load. */
export const READY_FOR_LOAD = {
  APACHE_MAX_REQUEST_WORKERS: `${CONNECTIONS + 2 * SENDERS}`,
  APACHE_START_SERVERS: `${CONNECTIONS + 2 * SENDERS}`,
  APACHE_LOG_LEVEL: 'error',
};

export interface UnderLoad {
  readonly url: string;

  /** Number of the round, which tells its requests from those of others. */
  readonly round: number;

  /** Names of the files that requests leave behind when they begin. */
  readonly begun: () => Promise<string[]>;

  /** Lets the requests that are held go on to their end. */
  readonly release: () => Promise<unknown>;

  /** Asks the container to end, and waits for its end. */
  readonly stop: () => Promise<unknown>;
}

const isWhole = (answer: Answer | undefined): boolean => answer?.status === 200 && answer.body.endsWith('the end');

/**
 * Stops a web container while 200 requests are in flight and others arrive.
 *
 * @returns the requests that were accepted and not answered to the end
 */
export async function stopUnderLoad({ url, round, begun, release, stop }: UnderLoad): Promise<string[]> {
  const answers = new Map<string, Promise<Answer | undefined>>();
  let count = 0;
  const send = (path: string): Promise<Answer | undefined> => {
    const id = `${round}${String((count += 1)).padStart(6, '0')}`;
    const answer = ask(`${url}${path}&id=${id}&round=${round}`).catch(() => undefined);
    answers.set(`began-${id}`, answer);
    return answer;
  };
  const begunNow = async () => (await begun()).filter((file) => answers.has(file));

  const held = Array.from({ length: CONNECTIONS }, () => send('/probe/held?'));
  await until(async () => (await begunNow()).length === CONNECTIONS, `${CONNECTIONS} requests are in flight`);
  let answered = 0;
  const senders = Array.from({ length: SENDERS }, async () => {
    while (isWhole(await send('/probe/slow?ms=10'))) {
      answered += 1;
    }
  });
  await until(() => answered >= SENDERS, 'more requests arrive');

  const stopped = stop();
  // Nothing is accepted any more, and all that is held is still in flight.
  await Promise.all(senders);
  await release();
  await Promise.all([...held, stopped]);

  const accepted = await begunNow();
  const whole = await Promise.all(accepted.map(async (file) => isWhole(await answers.get(file))));
  return accepted.filter((_, index) => !whole[index]);
}
