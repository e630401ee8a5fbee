import { execFile } from 'node:child_process';

/** Docker's command line, or another one that understands the same commands. */
export const dockerProgram = (): string => process.env['DOCKER'] ?? 'docker';

/** Failed Docker command. Its message is meant for people: neither Jest nor Node.js adds a stack trace. */
export class DockerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DockerError';
    this.stack = message;
  }
}

export interface DockerOptions {
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;

  /** Milliseconds until the command is ended. @default no limit */
  readonly timeout?: number;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a Docker command to its end.
 *
 * @throws DockerError with the cause and the fix
 */
export function dockerOutput(words: readonly string[], { env, timeout }: DockerOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024, timeout };
    execFile(dockerProgram(), words, options, (error, stdout, stderr) => {
      if (error) {
        const output = error.code === 'ENOENT' ? 'ENOENT' : `${stderr}${stdout}` || error.message;
        reject(new DockerError(explainFailure(output, words)));
      } else {
        resolve({ stdout, stderr });
      }
    });
  });
}

/** Runs a Docker command and returns what it prints, without the last line break. */
export async function docker(words: readonly string[], options: DockerOptions = {}): Promise<string> {
  return (await dockerOutput(words, options)).stdout.trimEnd();
}

/** Causes that are known, each with its fix. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^ENOENT$/, 'The Docker client cannot be found: install Docker, or set DOCKER to the path of its client.'],
  [
    /permission denied[^\n]*(docker\S*\.sock|daemon socket)|(docker\S*\.sock|daemon socket)[^\n]*permission denied/i,
    'This user may not use the socket of Docker: add the user to the group docker and log in again, or set DOCKER_HOST to an engine that the user may use.',
  ],
  [/docker\/(desktop|run)\/docker\.sock/, 'Docker Desktop is not running: start it, and run the tests again.'],
  [
    /no space left on device|disk quota exceeded/i,
    "The disk of the Docker engine is full: free space with 'docker system prune', and run the tests again.",
  ],
  [
    /buildx component is missing|BuildKit (is )?(not supported|not enabled)|--mount option requires BuildKit|unknown flag: --(secret|progress|iidfile)/i,
    'Docker builds without BuildKit, which the Dockerfile needs: install the plugin buildx, or set DOCKER to a client that has BuildKit.',
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running|connection refused|no such host|failed to connect to the docker api/i,
    'No Docker engine answers: start Docker, or set DOCKER_HOST to an engine that runs.',
  ],
];

/** One sentence with the cause of a failure and the fix; otherwise the last lines of the command's output. */
export function explainFailure(output: string, words: readonly string[]): string {
  const [, sentence] = CAUSES.find(([pattern]) => pattern.test(output)) ?? [];
  const lastLines = output.trim().split('\n').slice(-20).join('\n');
  return sentence ?? `docker ${words.slice(0, 2).join(' ')} failed:\n${lastLines}`;
}
