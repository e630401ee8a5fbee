import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Failure } from '../failure';
import type { Stack } from '../terraform/stack';

/** What a state is about. Its lineage is no part of that: HCP Terraform gives it another. */
const content = z.object({ resources: z.array(z.unknown()), outputs: z.unknown() });

/** What became of a stack's state. */
export type Moved = 'moved' | 'there already' | 'has no state yet';

/**
 * Copies a stack's state from where it was kept to where it is to be kept, and leaves the old one as it is. Safe to run again.
 *
 * @param directory for the state while it is on its way
 * @throws Failure where another state is there already: neither is touched
 */
export async function migrate(from: Stack, to: Stack, directory: string): Promise<Moved> {
  await from.init();
  const state = await from.pullState();
  if (state === undefined) {
    return 'has no state yet';
  }
  to.forget();
  await to.init();
  if (await holds(to, state)) {
    return 'there already';
  }
  const file = join(directory, `${to.name}.tfstate`);
  writeFileSync(file, state, { mode: 0o600 });
  await to.pushState(file);
  if (!(await holds(to, state))) {
    throw new Failure(`${to.name}: its state is not there after it was pushed; the old one is as it was`);
  }
  return 'moved';
}

/**
 * Whether a stack has the same state.
 *
 * @throws Failure where it has another
 */
async function holds(stack: Stack, state: string): Promise<boolean> {
  const there = await stack.pullState();
  if (there === undefined) {
    return false;
  }
  if (!isDeepStrictEqual(content.parse(JSON.parse(there)), content.parse(JSON.parse(state)))) {
    throw new Failure(
      `${stack.name}: another state is there already, a newer one or of other resources. Neither was touched: look which one is right`,
    );
  }
  return true;
}
