import { ENDPOINTS } from './servers';

/** A class of clients of the AWS SDK. */
type ClientClass<Client> = new (configuration: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}) => Client;

/** Makes clients of the server that a contract is tried on. */
export type Connect = <Client>(Class: ClientClass<Client>) => Client;

const connectTo =
  (endpoint: string): Connect =>
  (Class) =>
    new Class({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'contract', secretAccessKey: 'contract' },
      maxAttempts: 1,
    });

/** How long it may take until something comes to be, in milliseconds. With moto alone, nothing ever comes to be by itself. */
const PATIENCE = { overlay: 20_000, stock: 200 } as const;

let patience: number = PATIENCE.overlay;

/** Tries until it succeeds. Fails with the last failure. */
export async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

/**
 * What AWS does, the emulator does, and moto alone does not: a patch that is there for nothing fails here.
 *
 * @param body asserts it, with clients of the server at hand
 */
export function contract(sentence: string, body: (connect: Connect) => Promise<void>): void {
  test(sentence, async () => {
    patience = PATIENCE.overlay;
    await body(connectTo(process.env[ENDPOINTS.overlay] ?? ''));
  });

  test(`moto alone does not: ${sentence}`, async () => {
    patience = PATIENCE.stock;
    await expect(body(connectTo(process.env[ENDPOINTS.stock] ?? ''))).rejects.toThrow();
  });
}

let count = 0;

/** A name that nothing else on the server has. */
export function unique(name: string): string {
  count += 1;
  return `${name}-${process.pid}-${Date.now().toString(36)}-${count}`;
}

/** What a call must have answered. */
export function given<Value>(value: Value | undefined | null): Value {
  if (value === undefined || value === null) {
    throw new Error('the answer lacks what it must have');
  }
  return value;
}
