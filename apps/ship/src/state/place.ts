import type { Backend } from '../terraform/synthesized-stack';

/** Where a state is kept, for people. */
export function placeOf(backend: Backend): string {
  switch (backend.kind) {
    case 'local':
      return backend.file;
    case 's3':
      return `s3://${backend.bucket}/${backend.key}`;
    case 'hcp':
      return `${backend.organization}/${backend.workspace} at ${backend.hostname}`;
  }
}
