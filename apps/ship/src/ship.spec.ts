import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, findEmulator } from '@laravel-ecs/aws-emulator';
import { createCli } from './cli';
import { FixtureWorkspace, type Resources } from './fixture-workspace';

const data = (name: string, properties: object = {}): Resources => ({ terraform_data: { [name]: properties } });

let workspace: FixtureWorkspace;

const given = (stacks: Readonly<Record<string, Resources>>) => (workspace = new FixtureWorkspace(stacks));

afterEach(() => workspace.remove());

/** Two resources, of which the second takes long, and writes the file `slow`, until there is a file `quick`. */
const slow = (): Resources => {
  const file = (name: string) => join(workspace.directory, name);
  const command = `touch ${file('slow')}; test -e ${file('quick')} || sleep 60`;
  return {
    terraform_data: {
      First: {},
      Slow: { depends_on: ['terraform_data.First'], provisioner: [{ 'local-exec': { command } }] },
    },
  };
};

const inState = (stack: string): readonly string[] =>
  (
    JSON.parse(readFileSync(join(workspace.directory, `${stack}.tfstate`), 'utf8')) as { resources: { name: string }[] }
  ).resources.map(({ name }) => name);

describe('ship up', () => {
  test('makes shared first, then the environment, and shows that a second plan is empty', async () => {
    given({ dev: data('Web_0A1B2C3D'), shared: data('Images'), prod: data('Other') });
    const { code, stdout, stderr } = await workspace.ship('up', 'dev', '--auto-approve');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.indexOf('shared  1/1  created terraform_data.Images')).toBeGreaterThanOrEqual(0);
    expect(stdout.indexOf('dev  1/1  created terraform_data.Web\n')).toBeGreaterThan(stdout.indexOf('shared  1/1'));
    expect(stdout).toContain('Second plan: no changes');
    expect(existsSync(join(workspace.directory, 'prod.tfstate'))).toBe(false);
  });

  test('leaves shared as it is where it is told to', async () => {
    given({ dev: data('Web'), shared: data('Images') });
    expect(await workspace.ship('up', 'dev', '--only', '--auto-approve')).toMatchObject({ code: 0 });
    expect(existsSync(join(workspace.directory, 'shared.tfstate'))).toBe(false);
  });

  test('shows outputs, and hides the sensitive ones', async () => {
    given({ dev: data('Web') });
    const { stdout } = await workspace.ship('up', 'dev', '--auto-approve');
    expect(stdout).toMatch(/greeting +hello/);
    expect(stdout).toMatch(/token +\(sensitive\)/);
    expect(stdout).not.toContain('hidden');
  });

  test('hands its outputs to a program, and says the rest elsewhere', async () => {
    given({ dev: data('Web') });
    const up = await workspace.ship('up', 'dev', '--auto-approve', '--json');
    expect(JSON.parse(up.stdout)).toEqual({ environment: 'dev', outputs: { greeting: 'hello', token: '(sensitive)' } });
    expect(up.stderr).toContain('Second plan: no changes');
    const down = await workspace.ship('down', 'dev', '--auto-approve', '--json');
    expect(JSON.parse(down.stdout)).toEqual({ environment: 'dev', destroyed: 1 });
  });

  test('makes nothing where what is to be released afterwards is not clear', async () => {
    given({ dev: data('Web') });
    expect(await workspace.ship('up', 'dev', '--auto-approve', '--image', 'x', '--tag', 'y')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('say --image or --tag, not both'),
    });
    expect(existsSync(join(workspace.directory, 'dev.tfstate'))).toBe(false);
  });

  test('writes plain lines where there is no terminal', async () => {
    given({ dev: data('Web') });
    const { stdout } = await workspace.ship('up', 'dev', '--auto-approve');
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('applies nothing to AWS that nobody approved', async () => {
    given({ dev: data('Web') });
    const { code, stderr } = await workspace.ship('up', 'dev');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'dev: 1 changes on AWS need an approval, and there is no terminal to ask on: say --auto-approve',
    );
    expect(existsSync(join(workspace.directory, 'dev.tfstate'))).toBe(false);
  });

  test('names what is replaced', async () => {
    given({ dev: data('Web', { triggers_replace: 'one' }) });
    await workspace.ship('up', 'dev', '--auto-approve');
    workspace.say({ dev: data('Web', { triggers_replace: 'two' }) });
    const { code, stdout } = await workspace.ship('up', 'dev', '--auto-approve');
    expect(code).toBe(0);
    expect(stdout).toContain('dev  1 to replace\n  replace terraform_data.Web\n');
  });

  test('ends with 2 and the addresses where a second plan is not empty', async () => {
    given({ dev: data('Restless', { triggers_replace: '${timestamp()}' }) });
    const { code, stderr } = await workspace.ship('up', 'dev', '--auto-approve');
    expect(code).toBe(2);
    expect(stderr).toContain('a second plan is not empty');
    expect(stderr).toContain('dev  replace terraform_data.Restless');
  });

  test('says what failed and where, without a stack trace, and keeps what was made', async () => {
    given({
      dev: {
        terraform_data: {
          Good: {},
          Bad: { depends_on: ['terraform_data.Good'], provisioner: [{ 'local-exec': { command: 'exit 7' } }] },
        },
      },
    });
    const { code, stderr } = await workspace.ship('up', 'dev', '--auto-approve');
    expect(code).toBe(1);
    expect(stderr).toContain('dev: terraform apply failed');
    expect(stderr).toContain('with terraform_data.Bad');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(inState('dev')).toContain('Good');
  });

  test('says what failed where the outputs can not be read, without a stack trace', async () => {
    given({ dev: data('Web') });
    workspace.standIn('terraform', `[ "$1" != output ] || { echo 'Error: no state' >&2; exit 1; }\nexec "$REAL" "$@"`);
    const { code, stderr } = await workspace.ship('up', 'dev', '--auto-approve');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '✘ dev: terraform output failed\nError: no state\n' });
  });

  test('shows the words of a refused configuration as they are', async () => {
    given({ dev: data('Web') });
    workspace.say({ refused: 'environments/dev/environment.ts is not valid:\n  - name: got 7' });
    const { code, stderr } = await workspace.ship('up', 'dev', '--auto-approve');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '✘ environments/dev/environment.ts is not valid:\n  - name: got 7\n',
    });
  });

  test('names the environments there are for one that is not', async () => {
    given({ dev: data('Web'), prod: data('Web') });
    const { code, stderr } = await workspace.ship('up', 'devv', '--auto-approve');
    expect({ code, stderr }).toEqual({ code: 64, stderr: "✘ there is no environment 'devv': there are dev, prod\n" });
  });

  test("leaves the environment on this computer's Docker to CDKTF", async () => {
    given({ dev: data('Web'), local: data('Web') });
    const mend =
      "✘ 'local' is on this computer's Docker and not on AWS: npx cdktf deploy local, npx cdktf destroy local\n";
    for (const command of ['up', 'down']) {
      expect(await workspace.ship(command, 'local', '--auto-approve')).toMatchObject({ code: 64, stderr: mend });
    }
    expect((await workspace.ship('up', 'devv')).stderr).toContain('there are dev\n');
  });

  test('lets Terraform save its state when it is interrupted, and goes on from there the next time', async () => {
    given({});
    workspace.say({ dev: slow() });
    const { child, ended } = workspace.start('up', 'dev', '--auto-approve');
    await workspace.appears('slow');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringContaining('the same command goes on from there'),
    });
    expect(stdout).toContain('Interrupted: Terraform finishes what is under way and saves its state');
    expect(inState('dev')).toContain('First');

    workspace.write('quick');
    const next = await workspace.ship('up', 'dev', '--auto-approve');
    expect(next.code).toBe(0);
    expect(next.stdout).not.toContain('created terraform_data.First');
  });
});

describe('ship up --emulator', () => {
  const emulator = async (): Promise<Emulator> => {
    const found = await findEmulator(join(workspace.directory, '.emulator'));
    if (!found) {
      throw new Error('there is no emulator');
    }
    return found;
  };

  beforeEach(() => given({}));
  afterEach(() => workspace.ship('emulator', 'stop'));

  test('goes no further than what it was interrupted in, even where that ends well', async () => {
    given({ dev: data('Web') });
    const file = (name: string) => join(workspace.directory, name);
    workspace.standIn(
      'terraform',
      `[ "$1" = init ] || exec "$REAL" "$@"
       trap '' INT
       touch ${file('began')}
       until test -e ${file('go')}; do sleep 0.1; done
       exec "$REAL" "$@"`,
    );
    const { child, ended } = workspace.start('up', 'dev', '--auto-approve');
    await workspace.appears('began');
    child.kill('SIGINT');
    workspace.write('go');
    expect(await ended).toMatchObject({ code: 130, stdout: expect.not.stringContaining('dev  1 to create') });
    expect(existsSync(file('dev.tfstate'))).toBe(false);
  });

  test('leaves the emulator as it is when it is interrupted, and goes on from there the next time', async () => {
    workspace.say({ dev: slow() });
    const { child, ended } = workspace.start('up', 'dev', '--emulator');
    await workspace.appears('slow');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('The emulator still runs') });
    const { pid } = await emulator();

    workspace.write('quick');
    const next = await workspace.ship('up', 'dev', '--emulator');
    expect({ code: next.code, stderr: next.stderr }).toEqual({ code: 0, stderr: '' });
    expect(next.stdout).not.toContain('created terraform_data.First');
    expect((await emulator()).pid).toBe(pid);
  });

  test('says that the emulator died in the middle, and begins afresh the next time', async () => {
    workspace.say({ dev: slow() });
    const { ended } = workspace.start('up', 'dev', '--emulator');
    await workspace.appears('slow');
    const { pid } = await emulator();
    process.kill(pid, 'SIGKILL');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(`✘ the emulator \\(process ${pid}\\) ended in the middle .* begins afresh`),
    });

    workspace.write('quick');
    const next = await workspace.ship('up', 'dev', '--emulator');
    expect({ code: next.code, stderr: next.stderr }).toEqual({ code: 0, stderr: '' });
    expect(next.stdout).toContain('everything begins afresh');
    expect(next.stdout).toContain('created terraform_data.First');
  });
});

describe('ship down', () => {
  test('destroys what there is, and says so where there is nothing', async () => {
    given({ dev: data('Web') });
    await workspace.ship('up', 'dev', '--auto-approve');
    const { code, stdout } = await workspace.ship('down', 'dev', '--auto-approve');
    expect(code).toBe(0);
    expect(stdout).toContain('deleted terraform_data.Web');
    expect(inState('dev')).toEqual([]);
    expect((await workspace.ship('down', 'dev', '--auto-approve')).stdout).toContain(
      'dev: there is nothing to destroy',
    );
  });

  test('destroys nothing on AWS whose name nobody typed', async () => {
    given({ dev: data('Web') });
    await workspace.ship('up', 'dev', '--auto-approve');
    const { code, stderr } = await workspace.ship('down', 'dev');
    expect(code).toBe(1);
    expect(stderr).toContain('destroying dev on AWS needs its name typed');
    expect(inState('dev')).toEqual(['Web']);
  });
});

describe('ship down prod', () => {
  test('is refused without a flag', async () => {
    given({ prod: data('Web') });
    await workspace.ship('up', 'prod', '--auto-approve');
    expect(await workspace.ship('down', 'prod', '--auto-approve')).toMatchObject({
      code: 64,
      stderr: '✘ prod is production: say --production as well, if it is to be destroyed\n',
    });
    expect(inState('prod')).toEqual(['Web']);
    expect(await workspace.ship('down', 'prod', '--auto-approve', '--production')).toMatchObject({ code: 0 });
  });
});

describe('ship', () => {
  beforeEach(() => given({ dev: data('Web') }));

  test('explains itself', async () => {
    const { code, stdout } = await workspace.ship('--help');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: ship/) });
  });

  test.each(
    createCli().commands.flatMap((command) =>
      (command.commands.length > 0
        ? command.commands.map((each) => [command.name(), each.name()])
        : [[command.name()]]
      ).map((words) => [words.join(' ')]),
    ),
  )('explains %s by examples', async (words) => {
    const { code, stdout } = await workspace.ship(...words.split(' '), '--help');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`Examples:\n.*ship ${words}`)),
    });
  });

  test('completes what is typed in a shell', async () => {
    expect((await workspace.ship('complete', 'bash')).stdout).toContain('# bash completion for ship');
    expect((await workspace.ship('complete', '--', 'dep')).stdout).toMatch(/^deploy\t/);
    expect((await workspace.ship('complete', '--', 'deploy', 'dev', '--')).stdout).toContain('--tag\t');
  });

  test.each([
    [['fly'], "unknown command 'fly'"],
    [['up'], "missing required argument 'environment'"],
    [['up', 'dev', '--now'], "unknown option '--now'"],
    [['deploy', 'dev', '--rebuild', '--tag', 'v1'], '--rebuild builds an image: say it without --image and --tag'],
    [['up', 'shared', '--tag', 'v1'], "'shared' runs nothing that could be released"],
    [['logs', 'dev', '--since', 'yesterday'], 'It must be a number and s, m, h or d'],
    [['emulator', 'start', '--port', '70000'], 'It must be a whole number from 1 to 65535'],
  ])('does not understand %p', async (words, message) => {
    const { code, stderr } = await workspace.ship(...words);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });

  test('says with 3 that no emulator runs, and gives a shell nothing to evaluate', async () => {
    expect(await workspace.ship('emulator', 'status')).toMatchObject({ code: 3, stdout: '' });
    expect(await workspace.ship('emulator', 'status', '--json')).toEqual({
      code: 3,
      stdout: '{"running":false}\n',
      stderr: '',
    });
    expect(await workspace.ship('emulator', 'env')).toMatchObject({ code: 3, stdout: '' });
  });

  test('needs a workspace', async () => {
    rmSync(join(workspace.directory, 'cdktf.json'));
    const { code, stderr } = await workspace.ship('emulator', 'status');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('there is no cdktf.json in') });
  });
});
