import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'engine.sh');

/** Programs of the system that the script needs, and no others: neither apt-get nor a Docker that this machine may have. */
const SYSTEM = 'awk cat chmod dirname env grep id mkdir nohup rm sh sleep sort tail touch umount'.split(' ');

/** A machine of the tests: programs that stand in for those of a real one, and a directory for the engine. */
class Machine {
  readonly directory = mkdtempSync(join(tmpdir(), 'engine-'));
  readonly #bin = join(this.directory, 'bin');
  readonly engine = join(this.directory, 'engine');
  readonly policy = join(this.directory, 'policy-rc.d');
  readonly client = join(this.#bin, 'docker');

  constructor() {
    mkdirSync(this.#bin);
    for (const program of SYSTEM) {
      symlinkSync(
        spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim(),
        join(this.#bin, program),
      );
    }
    this.install('id', 'echo 0');
    this.install('ip', `echo "$*" >>${this.directory}/ip`);
    // It answers as long as there is a socket.
    this.install('docker', '[ -e "${DOCKER_HOST#unix://}" ]');
  }

  install(program: string, script: string): this {
    const file = join(this.#bin, program);
    spawnSync('rm', ['-f', file]);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return this;
  }

  /** Installs a dockerd that answers until it is asked to end. */
  withEngine(): this {
    return this.install('mmdebstrap', '').install(
      'dockerd',
      `trap 'rm "$2" "$8"; exit' TERM
echo $$ >"$8"; touch "\${2#unix://}"
while :; do sleep 0.1; done`.replaceAll('"$2"', '"${2#unix://}"'),
    );
  }

  run(...words: string[]) {
    const env = {
      PATH: this.#bin,
      ENGINE_CLIENT: this.client,
      ENGINE_SERVICE_POLICY: this.policy,
      ENGINE_TIMEOUT: '10',
    };
    const { status, stdout, stderr } = spawnSync('/bin/sh', [SCRIPT, ...words], { env, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8').trim();
  }
}

const isRunning = (pid: number) => existsSync(`/proc/${pid}/comm`);

(process.platform === 'linux' ? describe : describe.skip)('engine.sh', () => {
  test.each([[[]], [['start']], [['stop', '']], [['restart', '/tmp']]])('refuses the arguments %p', (words) => {
    expect(new Machine().run(...words)).toMatchObject({ status: 64, stdout: '' });
  });

  test('uses the engine that answers', () => {
    const machine = new Machine().install('docker', '');
    expect(machine.run('start', machine.engine)).toEqual({
      status: 0,
      stdout: '',
      stderr: 'docker-engine: docker reaches an engine\n',
    });
  });

  test('starts an engine on a socket of its own, finds it again, and stops it', () => {
    const machine = new Machine().withEngine();
    const variables = `export DOCKER_HOST='unix://${machine.engine}/docker.sock' DOCKER='${machine.client}'\n`;
    expect(machine.run('start', machine.engine)).toEqual({ status: 0, stdout: variables, stderr: '' });
    const pid = Number(machine.read('engine/dockerd.pid'));
    expect(isRunning(pid)).toBe(true);
    expect(machine.run('start', machine.engine)).toMatchObject({ status: 0, stdout: variables });
    expect(Number(machine.read('engine/dockerd.pid'))).toBe(pid);
    const bridge = machine.read('engine/bridge');

    expect(machine.run('stop', machine.engine)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(machine.engine)).toBe(false);
    expect(machine.read('ip')).toMatch(new RegExp(`link delete ${bridge}$`));
  });

  test('stops the containerd that a killed dockerd has left behind', () => {
    const machine = new Machine().install('containerd', 'while :; do sleep 0.1; done');
    const left = spawn(join(machine.directory, 'bin/containerd'), { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } });
    mkdirSync(join(machine.engine, 'exec/containerd'), { recursive: true });
    writeFileSync(join(machine.engine, 'exec/containerd/containerd.pid'), `${left.pid}`);
    const ended = new Promise((resolve) => left.once('exit', (_, signal) => resolve(signal)));
    // Its parent, this process, has to collect it meanwhile.
    const stop = spawn('/bin/sh', [SCRIPT, 'stop', machine.engine], { stdio: 'ignore' });
    return Promise.all([ended, new Promise((resolve) => stop.once('exit', resolve))]).then(([signal, status]) => {
      expect([signal, status]).toEqual(['SIGTERM', 0]);
      expect(existsSync(machine.engine)).toBe(false);
    });
  });

  test('leaves a process of another program alone that has the id by now', () => {
    const machine = new Machine();
    mkdirSync(machine.engine);
    writeFileSync(join(machine.engine, 'dockerd.pid'), `${process.pid}`);
    expect(machine.run('stop', machine.engine)).toMatchObject({ status: 0 });
    expect(isRunning(process.pid)).toBe(true);
  });

  test('gives the reason why dockerd does not start, and leaves nothing behind', () => {
    const machine = new Machine().withEngine().install('dockerd', 'echo "no iptables" >&2; exit 1');
    expect(machine.run('start', machine.engine)).toEqual({
      status: 69,
      stdout: '',
      stderr: 'no iptables\ndocker-engine: dockerd does not start, see above: start Docker yourself\n',
    });
    expect(existsSync(machine.engine)).toBe(false);
  });

  test('leaves nothing behind if root may not create a network', () => {
    const machine = new Machine().withEngine().install('ip', 'echo "Operation not permitted" >&2; exit 2');
    const { status, stderr } = machine.run('start', machine.engine);
    expect(status).toBe(69);
    expect(stderr).toMatch(
      /^Operation not permitted[\s\S]*docker-engine: this machine does not let root create a network/,
    );
    expect(existsSync(machine.engine)).toBe(false);
  });

  test('asks for root', () => {
    const machine = new Machine().install('id', 'echo 1000');
    expect(machine.run('start', machine.engine)).toMatchObject({
      status: 69,
      stderr:
        'docker-engine: no Docker engine answers, and only root can start one: start Docker, or run this as root\n',
    });
  });

  test('asks for Docker if there is no apt-get', () => {
    const machine = new Machine();
    expect(machine.run('start', machine.engine)).toMatchObject({
      status: 69,
      stderr: expect.stringMatching(
        /there is no apt-get to install docker\.io mmdebstrap with: install and start Docker/,
      ),
    });
  });

  test('installs Debian’s packages, whose services it does not let start', () => {
    const machine = new Machine();
    machine.withEngine();
    // The package brings the program that is missing.
    const dockerd = join(machine.directory, 'bin/dockerd');
    spawnSync('mv', [dockerd, join(machine.directory, 'package')]);
    machine.install(
      'apt-get',
      `cat ${machine.policy}; echo "$*" >>${machine.directory}/installed; ln ${machine.directory}/package ${dockerd}`,
    );
    symlinkSync('/bin/ln', join(machine.directory, 'bin/ln'));
    const { status, stderr } = machine.run('start', machine.engine);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '#!/bin/sh\nexit 101\n' });
    expect(machine.read('installed')).toBe('install --yes --quiet --no-install-recommends docker.io');
    expect(existsSync(machine.policy)).toBe(false);
    machine.run('stop', machine.engine);
  });

  test('fails if packages cannot be installed', () => {
    const machine = new Machine().install('apt-get', 'echo "no network" >&2; exit 100');
    const { status, stderr } = machine.run('start', machine.engine);
    expect(status).toBe(69);
    expect(stderr).toMatch(/no network\ndocker-engine: apt-get cannot install docker\.io mmdebstrap/);
    expect(existsSync(machine.policy)).toBe(false);
  });
});
