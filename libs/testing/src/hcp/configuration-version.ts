import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** A configuration that was uploaded, or is still to come. */
export class ConfigurationVersion {
  readonly id = `cv-${randomUUID().slice(0, 8)}`;

  /** The stack's folder as `tar.gz`; nothing as long as it has not arrived whole. */
  archive: Buffer | undefined;

  /** @param isSpeculative whether runs of it plan alone */
  constructor(readonly isSpeculative: boolean) {}

  /** Names of the files in the archive. */
  get files(): readonly string[] {
    return this.#tar('-tz')
      .split('\n')
      .filter((name) => name !== '' && !name.endsWith('/'));
  }

  /** What stands in those files. */
  get text(): string {
    return this.#tar('-xzO');
  }

  #tar(words: string): string {
    return execFileSync('tar', [words], { input: this.archive ?? '', encoding: 'utf8' });
  }
}
