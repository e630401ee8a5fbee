import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

/** What a shell and Laravel take for the name of a variable. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Refuses what is no name of an environment variable, `NAME=VALUE` among it: a value does not belong where lists of processes and
 * histories of shells show it.
 *
 * @throws Failure
 */
export function requireName(name: string): string {
  if (name.includes('=')) {
    throw new Failure(
      `say the name alone, '${name.split('=')[0]}': its value is asked for, or read from the standard input`,
      EXIT.usage,
    );
  }
  if (!NAME.test(name)) {
    throw new Failure(
      `'${name}' is no name of a variable: it must be letters, digits and _, a letter first`,
      EXIT.usage,
    );
  }
  return name;
}

/** A key for Laravel's encryption (AES-256-CBC), as `php artisan key:generate` makes one. */
export function generateAppKey(): string {
  return `base64:${randomBytes(32).toString('base64')}`;
}

/**
 * The value of a variable, typed without being shown or read from the standard input.
 *
 * @throws Failure where there is none
 */
export async function readValue(name: string): Promise<string> {
  const value = process.stdin.isTTY ? await ask(name) : (await readInput()).replace(/\r?\n$/, '');
  if (!value) {
    throw new Failure(`the value of ${name} is empty: type it, or write it to the standard input`, EXIT.usage);
  }
  return value;
}

/**
 * The variables of a `.env` file; `-` is the standard input.
 *
 * @throws Failure where it can't be read, or has none
 */
export async function readFile(file: string): Promise<Readonly<Record<string, string>>> {
  let text: string;
  try {
    text = file === '-' ? await readInput() : readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`${file} can't be read: ${(error as Error).message}`, EXIT.usage);
  }
  const values = Object.fromEntries(Object.entries(parse(text)).filter(([, value]) => value !== ''));
  Object.keys(values).forEach(requireName);
  if (Object.keys(values).length === 0) {
    throw new Failure(`${file} has no line NAME=VALUE`, EXIT.usage);
  }
  return values;
}

async function ask(name: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return password({ message: `Value of ${name}:`, mask: true });
}

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
  }
  return text;
}
