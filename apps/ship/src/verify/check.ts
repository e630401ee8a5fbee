import type { Environment } from '../environment/environment';
import type { Image } from '../release/image';
import type { Revision } from '../release/revision';

/** What a check looks at. */
export interface Looked {
  readonly environment: Environment;

  /** The image to release as it was named, unless there is none yet, and as its registry has it. */
  readonly reference: string | undefined;
  readonly image: Image | undefined;

  /** The newest revisions, by role. */
  readonly revisions: ReadonlyMap<string, Revision>;
}

/** What is wrong, and how it is mended. */
export interface Problem {
  readonly problem: string;
  readonly mend: string;
}

/** Why something could not be looked at, which holds no release up. */
export class NotLooked extends Error {}

/** Something that a release needs. */
export interface Check {
  readonly name: string;

  /** @throws NotLooked */
  readonly find: (looked: Looked) => Promise<readonly Problem[]>;
}

/** What AWS says where something is not there, whichever service it is. */
export function isMissing(error: unknown): boolean {
  return /NotFound|NoSuchEntity|DoesNotExist/.test((error as Error).name);
}

/** What AWS says where the credentials of whoever asks don't reach. */
export function isDenied(error: unknown): boolean {
  return /^AccessDenied/.test((error as Error).name);
}
