/** Says a line to whoever typed the command. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
