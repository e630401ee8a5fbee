import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { EmulatorError } from './emulator-error';

const run = promisify(execFile);

/** The moto that the overlay mends. */
export const MOTO_VERSION = '5.2.1';

/** Virtual environment for computers whose Python has no moto. */
const VIRTUAL_ENVIRONMENT = resolve(__dirname, '../../../node_modules/.cache/aws-emulator/venv');

export interface PythonOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly virtualEnvironment?: string;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Finds a Python that has the pinned moto: `$PYTHON`, or else the first `python3` of the PATH that has it, or else a virtual
 * environment of the project's own, into which moto is installed once.
 *
 * @returns the command to run
 * @throws EmulatorError that names what is missing and how to install it
 */
export async function requirePython(options: PythonOptions = {}): Promise<string> {
  const { environment = process.env, virtualEnvironment = VIRTUAL_ENVIRONMENT, onProgress } = options;
  const own = join(virtualEnvironment, 'bin', 'python3');
  const selected = environment['PYTHON'];
  if (selected) {
    await requireAnyPython(selected, environment);
  }
  const candidates = selected ? [selected] : pythonsOnPath(environment);
  for (const candidate of [...candidates, own]) {
    if (await hasMoto(candidate, environment)) {
      return candidate;
    }
  }
  const python = candidates[0] ?? 'python3';
  await requireAnyPython(python, environment);
  onProgress?.(`Installing moto ${MOTO_VERSION}, once …`);
  try {
    await run(python, ['-m', 'venv', virtualEnvironment], { env: environment });
    await run(own, ['-m', 'pip', 'install', '--quiet', `moto[server]==${MOTO_VERSION}`], { env: environment });
  } catch (error) {
    throw new EmulatorError(
      `the emulator needs Python with moto ${MOTO_VERSION}; '${python}' has none, and it can't be installed into a virtual environment ` +
        `(${lastLine(error)}): install it with \`${python} -m pip install 'moto[server]==${MOTO_VERSION}'\`, or say which Python has it with PYTHON=/path/to/python3`,
    );
  }
  return own;
}

/** All of them: tools that run scripts (npm, Nx) put the folder of Node first, where the system's own Python may lie. */
function pythonsOnPath({ PATH = '' }: NodeJS.ProcessEnv): readonly string[] {
  const files = PATH.split(delimiter).map((folder) => join(folder, 'python3'));
  return [...new Set(files)].filter((file) => existsSync(file));
}

async function hasMoto(python: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { stdout } = await run(python, ['-c', 'import flask, moto; print(moto.__version__)'], { env: environment });
    return stdout.trim() === MOTO_VERSION;
  } catch {
    return false;
  }
}

async function requireAnyPython(python: string, environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await run(python, ['-c', ''], { env: environment });
  } catch {
    throw new EmulatorError(
      environment['PYTHON']
        ? `PYTHON is '${python}', which cannot be run. Set it to the name of a program on PATH or an absolute path, without arguments, or unset it to use python3`
        : `the emulator needs Python 3.9 or newer, and '${python}' can't be run: install it (https://www.python.org/downloads/), ` +
            'or say where it is with PYTHON=/path/to/python3',
    );
  }
}

function lastLine(error: unknown): string {
  const { stderr = '', message = '' } = error as { stderr?: string; message?: string };
  return (
    stripVTControlCharacters(stderr || message)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}
