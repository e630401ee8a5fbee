import type { Emulator } from './emulator';

/**
 * What exists on the emulator, as `service:type name`, sorted: neither what it begins with nor the gravestones that AWS keeps.
 */
export async function inventory({ endpoint }: Emulator): Promise<readonly string[]> {
  const answer = await fetch(`${endpoint}/_emulator/inventory`);
  return (await answer.json()) as string[];
}
