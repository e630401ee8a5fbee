import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate of `localhost`, which whoever is told of its file trusts. */
export interface Certificate {
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Makes a certificate in a directory. */
export function makeCertificate(directory: string): Certificate {
  const [file, keyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-out', file, '-keyout', keyFile];
  execFileSync('openssl', [...words, ...names], { stdio: 'pipe' });
  return { file, cert: readFileSync(file), key: readFileSync(keyFile) };
}
