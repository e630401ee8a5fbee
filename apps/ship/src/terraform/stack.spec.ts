import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf, PROGRAMS } from '../programs';
import { Running } from '../running';
import { Stack } from './stack';

/** A stack that makes one thing and is warned of itself, by a check that never holds. */
function given(): Stack {
  const directory = mkdtempSync(join(tmpdir(), 'stack-'));
  const resource = { terraform_data: { Web: { input: 'one' } } };
  // Of what is made, since of a constant Terraform says that it should be of something.
  const assert = { condition: '${terraform_data.Web.output == "two"}', error_message: 'It is not two.' };
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ resource, check: { two: { assert } } }));
  const terraform = { command: commandOf(PROGRAMS.terraform), version: '1.11.4' };
  return new Stack({ name: 'dev', directory, terraform, running: new Running(), environment: process.env });
}

test('What is applied at once says what changes before, how it goes on, and its warnings in the end', async () => {
  const stack = given();
  await stack.init();
  const said: string[] = [];
  const warnings = await stack.applyAtOnce(
    (changes) => said.push(...changes.map(({ action, address }) => `${action} ${address}`)),
    (message) => 'hook' in message && said.push(message.type),
  );
  expect(said).toEqual(['create terraform_data.Web', 'apply_start', 'apply_complete']);
  expect(warnings).toContainEqual(expect.objectContaining({ detail: 'It is not two.' }));

  const again = jest.fn();
  await stack.applyAtOnce(again, () => undefined);
  expect(again).toHaveBeenCalledWith([]);
}, 60_000);
