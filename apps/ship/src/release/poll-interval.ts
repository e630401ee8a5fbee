import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

const DEFAULT = 2;
const [SHORTEST, LONGEST] = [0.1, 60];

/**
 * Time between two polls of ECS, in milliseconds. `SHIP_POLL_INTERVAL` sets it in seconds: an account whose calls are throttled
 * polls less often.
 *
 * @throws Failure for a value that is not a number from 0.1 to 60
 */
export function pollInterval(environment: NodeJS.ProcessEnv = process.env): number {
  const value = environment['SHIP_POLL_INTERVAL'];
  const seconds = value ? Number(value) : DEFAULT;
  if (!(seconds >= SHORTEST && seconds <= LONGEST)) {
    throw new Failure(
      `SHIP_POLL_INTERVAL is '${value}'. It must be a number of seconds from ${SHORTEST} to ${LONGEST}: correct it, or unset it for ${DEFAULT}.`,
      EXIT.usage,
    );
  }
  return seconds * 1000;
}
