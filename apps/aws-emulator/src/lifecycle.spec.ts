import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorEnvironment, findEmulator, inventory, isAlive, startEmulator, stopEmulator } from './index';
import { requirePython } from './python';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'emulator-'));
});

afterEach(async () => {
  await stopEmulator(directory);
  rmSync(directory, { recursive: true });
});

/** Processes that serve from this directory: its path is their working directory. */
const processes = (): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === directory;
      } catch {
        return false;
      }
    });

const eventually = async (condition: () => boolean) => {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('it did not come to be');
    }
    await new Promise((next) => setTimeout(next, 50));
  }
};

describe('An emulator', () => {
  test('starts, is found, is reused, and ends', async () => {
    const first = await startEmulator({ directory });
    expect(first).toMatchObject({ started: true, afresh: false, endpoint: `http://127.0.0.1:${first.port}` });
    expect(await findEmulator(directory)).toMatchObject({ runId: first.runId, pid: first.pid });
    expect(await inventory(first)).toEqual([]);

    const second = await startEmulator({ directory });
    const { runId, pid, schedulerPid } = first;
    expect(second).toMatchObject({ started: false, runId, pid, schedulerPid });

    expect(await stopEmulator(directory)).toBe(true);
    expect([first.pid, first.schedulerPid].map(isAlive)).toEqual([false, false]);
    expect(await findEmulator(directory)).toBeUndefined();
    expect(await stopEmulator(directory)).toBe(false);
  });

  test('is one, however many ask for it at once', async () => {
    const [one, other] = await Promise.all([startEmulator({ directory }), startEmulator({ directory })]);
    expect(one.pid).toBe(other.pid);
    expect([one.started, other.started].filter(Boolean)).toHaveLength(1);
    expect(processes().sort()).toEqual([one.pid, one.schedulerPid].sort());
  });

  test('keeps what describes it to its owner', async () => {
    await startEmulator({ directory });
    for (const name of ['emulator.json', 'emulator.log', 'scheduler.log']) {
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(directory, 'state')).mode & 0o777).toBe(0o700);
  });

  test('listens on loopback alone', async () => {
    const { port } = await startEmulator({ directory });
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .filter(existsSync)
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(`:${hex}`) && state === '0A')
      .map(([, local = '']) => local.split(':')[0]);
    expect(listening).toEqual(['0100007F']);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      await expect(fetch(`http://${address}:${port}/_emulator`)).rejects.toThrow();
    }
  });

  test('that died is followed by one that begins afresh, without the states that described it', async () => {
    const first = await startEmulator({ directory });
    const state = join(first.stateDirectory, 'dev.tfstate');
    writeFileSync(state, '{}');
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => !isAlive(first.pid));

    expect(await findEmulator(directory)).toBeUndefined();
    const second = await startEmulator({ directory });
    expect(second).toMatchObject({ started: true, afresh: true });
    expect(second.runId).not.toBe(first.runId);
    expect(existsSync(state)).toBe(false);
  });

  test('is not mistaken for another process that has its process id by now', async () => {
    const emulator = await startEmulator({ directory });
    const recorded = JSON.parse(readFileSync(join(directory, 'emulator.json'), 'utf8'));
    writeFileSync(join(directory, 'emulator.json'), JSON.stringify({ ...recorded, runId: 'another run' }));
    expect(await stopEmulator(directory)).toBe(false);
    expect([emulator.pid, emulator.schedulerPid].map(isAlive)).toEqual([true, true]);
    process.kill(emulator.pid, 'SIGKILL');
    await eventually(() => !isAlive(emulator.schedulerPid));
  });

  test('takes what plays ECS with it when it dies', async () => {
    const { pid, schedulerPid } = await startEmulator({ directory });
    await eventually(() => readFileSync(join(directory, 'scheduler.log'), 'utf8').includes('plays ECS'));
    process.kill(pid, 'SIGKILL');
    await eventually(() => !isAlive(schedulerPid));
    expect(readFileSync(join(directory, 'scheduler.log'), 'utf8')).toContain('ends: the emulator is gone');
  });

  test('gets what plays ECS anew from the next start, if that died', async () => {
    const first = await startEmulator({ directory });
    process.kill(first.schedulerPid, 'SIGKILL');
    await eventually(() => !isAlive(first.schedulerPid));
    const second = await startEmulator({ directory });
    expect(second).toMatchObject({ started: false, pid: first.pid });
    expect(second.schedulerPid).not.toBe(first.schedulerPid);
    expect(processes().sort()).toEqual([second.pid, second.schedulerPid].sort());
    expect(await findEmulator(directory)).toMatchObject({ schedulerPid: second.schedulerPid });
  });

  test('does not end a process that has the process id of what played ECS by now', async () => {
    const emulator = await startEmulator({ directory });
    process.kill(emulator.schedulerPid, 'SIGKILL');
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    const recorded = JSON.parse(readFileSync(join(directory, 'emulator.json'), 'utf8'));
    writeFileSync(join(directory, 'emulator.json'), JSON.stringify({ ...recorded, schedulerPid: other.pid }));
    expect(await stopEmulator(directory)).toBe(true);
    expect(isAlive(other.pid ?? 0)).toBe(true);
    other.kill('SIGKILL');
  });

  test('whose start is aborted leaves no process', async () => {
    const abort = new AbortController();
    const starting = startEmulator({ directory, signal: abort.signal });
    await eventually(() => processes().length > 0);
    abort.abort();
    await expect(starting).rejects.toThrow(
      'the start of the emulator was interrupted, and nothing of it is left running',
    );
    await eventually(() => processes().length === 0);
  });

  test('says which port is taken, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    await expect(startEmulator({ directory, port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken: choose another with --port, or none for a free one`,
    );
    server.close();
  });

  test('says on which port it runs already, when it is asked for another', async () => {
    const { port } = await startEmulator({ directory });
    await expect(startEmulator({ directory, port: port === 65_535 ? 1024 : port + 1 })).rejects.toThrow(
      `an emulator runs already, on port ${port}`,
    );
  });

  test('takes away variables that would lead elsewhere', async () => {
    const environment = emulatorEnvironment(await startEmulator({ directory }));
    expect(environment).toMatchObject({ AWS_PROFILE: '', AWS_SESSION_TOKEN: '', AWS_CA_BUNDLE: '' });
    expect(environment['AWS_EMULATOR_STATE_DIRECTORY']).toBe(join(directory, 'state'));
  });
});

describe('Python', () => {
  /** A PATH with a `python3` that does what the script says. */
  const python = (script: string): NodeJS.ProcessEnv => {
    writeFileSync(join(directory, 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: directory };
  };
  const virtualEnvironment = () => join(directory, 'venv');
  const withoutMoto = `case "$*" in *import*) exit 1 ;; *venv*) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python3" ;; *pip*) printf 'no network\\n\\033[0m\\n' >&2; exit 1 ;; esac`;

  test('that has the pinned moto is taken as it is', async () => {
    expect(await requirePython({ environment: python('echo 5.2.1'), virtualEnvironment: virtualEnvironment() })).toBe(
      join(directory, 'python3'),
    );
  });

  test('that has the pinned moto is found behind one that has none', async () => {
    const environment = python('echo 5.2.1');
    const bare = join(directory, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    environment['PATH'] = `${bare}:${environment['PATH']}`;
    expect(await requirePython({ environment, virtualEnvironment: virtualEnvironment() })).toBe(
      join(directory, 'python3'),
    );
  });

  test('of another name is taken where PYTHON says so', async () => {
    const environment = { ...python('echo 5.2.1'), PYTHON: join(directory, 'python3') };
    expect(await requirePython({ environment })).toBe(environment.PYTHON);
  });

  test.each(['/nonexistent/python3', 'python3 -I'])('is an error that names PYTHON when it is %s', async (value) => {
    const environment = { ...python('echo 5.2.1'), PYTHON: value };
    await expect(requirePython({ environment, virtualEnvironment: virtualEnvironment() })).rejects.toThrow(
      `PYTHON is '${value}', which cannot be run. Set it to the name of a program on PATH or an absolute path, without arguments, or unset it`,
    );
  });

  test('that has another moto gets the pinned one, in an environment of the project’s own', async () => {
    const script = `case "$*" in *import*) case "$0" in *venv*) echo 5.2.1 ;; *) echo 5.1.0 ;; esac ;; *venv*) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python3" ;; esac`;
    const said: string[] = [];
    const found = await requirePython({
      environment: python(script),
      virtualEnvironment: virtualEnvironment(),
      onProgress: (line) => said.push(line),
    });
    expect(found).toBe(join(virtualEnvironment(), 'bin', 'python3'));
    expect(said).toEqual(['Installing moto 5.2.1, once …']);
  });

  test('without moto, and without a way to install it, is an error that says how', async () => {
    await expect(
      requirePython({ environment: python(withoutMoto), virtualEnvironment: virtualEnvironment() }),
    ).rejects.toThrow(
      /needs Python with moto 5\.2\.1; '.*python3' has none, and it can't be installed .*\(no network\): install it with `.*python3 -m pip install 'moto\[server\]==5\.2\.1'`/,
    );
  });

  test('that is not there is an error that says so', async () => {
    await expect(
      requirePython({ environment: { PATH: directory }, virtualEnvironment: virtualEnvironment() }),
    ).rejects.toThrow("the emulator needs Python 3.9 or newer, and 'python3' can't be run: install it");
  });
});
