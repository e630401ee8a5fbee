import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { jobs, setUp, type Step, workflows } from './github';
import { environmentOf, gitlabJobs } from './gitlab';
import { misunderstandingOf } from './understanding';
import { WORKSPACE } from './pipeline';

/** What jobs may do besides calling `nx` and `ship`: get the packages, the token, and Docker. */
const MEANS = [
  /^npm ci$/,
  /^printf %s "\$AWS_ID_TOKEN" > "\$AWS_WEB_IDENTITY_TOKEN_FILE"$/,
  /^apk add --no-cache( \w+)+$/,
  // The emulator's Python, for tests.
  /^apt-get update && apt-get install --yes --no-install-recommends python3-venv$/,
  /^docker run --rm --privileged tonistiigi\/binfmt:\S+ --install arm64$/,
  /^docker context create builder$/,
  /^docker buildx create --use builder$/,
];

const COMMAND = /^npx (nx|ship) [^;|&\n]+$/;

const runsOf = (steps: readonly Step[]): readonly string[] => steps.flatMap(({ run }) => run ?? []);

const github = new Map([...jobs].map(([name, { steps }]) => [name, runsOf(steps)]));
let gitlab: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  gitlab = new Map(
    // What runs in another role than the job's says so in front.
    [...gitlabJobs()].map(([name, { script }]) => [
      name,
      script.map((line) => line.replace(/^AWS_ROLE_ARN="\$\w+" /, '')),
    ]),
  );
}, 60_000);

describe('The lines of jobs', () => {
  test('are one call of nx or ship each', () => {
    const all = [...github.values(), ...gitlab.values()].flat();
    expect(all.length).toBeGreaterThan(25);
    expect(all.filter((line) => !COMMAND.test(line))).toEqual([]);
  });

  test('are the same in both', () => {
    expect(Object.fromEntries(github)).toEqual(Object.fromEntries(gitlab));
  });

  test('have only the means in front of them', () => {
    const before = [...gitlabJobs().values()].flatMap(({ before_script: lines = [] }) => lines);
    const means = new Set([...before.flat(), ...runsOf(setUp)]);
    expect(means.size).toBeGreaterThan(4);
    expect([...means].filter((line) => !MEANS.some((pattern) => pattern.test(line)))).toEqual([]);
  });

  test('plan each environment on requests, and look at it at night', () => {
    const environments = readdirSync(join(WORKSPACE, 'environments')).filter((name) => !name.includes('.'));
    const lasting = environments.filter((name) => !['shared', 'preview', 'local'].includes(name)).sort();
    for (const job of ['plan', 'drift']) {
      const [line = ''] = github.get(job) ?? [];
      expect(/^npx ship plan ([\w -]*?) --/.exec(line)?.[1]?.split(' ').sort()).toEqual(lasting);
    }
  });

  test('are read to the end by ship', () => {
    const lines = [...new Set([...github.values()].flat())].filter((line) => line.startsWith('npx ship '));
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.map((line) => [line, misunderstandingOf(line)]).filter(([, why]) => why)).toEqual([]);
    expect(misunderstandingOf('npx ship plan --effected')).toContain("unknown option '--effected'");
  });

  test('name targets that there are', () => {
    const graph = JSON.parse(
      execFileSync('npx', ['nx', 'graph', '--file=/dev/stdout', '--print'], {
        cwd: WORKSPACE,
        encoding: 'utf8',
        env: { ...process.env, NX_DAEMON: 'false' },
        maxBuffer: 1 << 26,
      }),
    ) as { graph: { nodes: Record<string, { data: { targets: Record<string, unknown> } }> } };
    const there = new Set(Object.values(graph.graph.nodes).flatMap(({ data }) => Object.keys(data.targets)));
    const named = [...github.values()]
      .flat()
      .flatMap((line) => /^npx nx affected -t ([\w ]+?)(?: --.*)?$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((target) => !there.has(target))).toEqual([]);
  }, 60_000);
});

describe('The actions of GitHub', () => {
  const used = [...jobs.values()]
    .flatMap(({ steps }) => steps)
    .concat(setUp)
    .flatMap(({ uses }) => uses ?? []);

  test('are this workspace’s own, or a commit that nobody can move', () => {
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((each) => !/^(\.\/\.github\/actions\/[\w-]+|[\w-]+\/[\w-]+@[0-9a-f]{40})$/.test(each))).toEqual(
      [],
    );
  });

  test('say which version that is', () => {
    const files = ['actions/set-up/action.yml', ...[...workflows.keys()].map((file) => `workflows/${file}`)];
    const lines = files.flatMap((file) => readFileSync(join(WORKSPACE, '.github', file), 'utf8').split('\n'));
    expect(lines.filter((line) => /uses: \w/.test(line) && !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });
});

describe('The images of jobs', () => {
  const PINNED = /^[\w/-]+:[\w.-]*\d+\.\d+\.\d+[\w-]*@sha256:[0-9a-f]{64}$/;
  const emulators = [...jobs.values()]
    .flatMap(({ steps }) => steps)
    .flatMap(({ uses, with: inputs }) =>
      uses?.startsWith('docker/setup-qemu-action@') ? [String(inputs?.['image'])] : [],
    );

  test('that get rights over the machine are a version that nobody can move', () => {
    const all = [...gitlabJobs().values()];
    const services = all
      .flatMap(({ services = [] }) => services)
      .map((each) => (typeof each === 'string' ? each : each.name));
    const privileged = all
      .flatMap(({ before_script: lines = [] }) => lines.flat())
      .flatMap((line) => /--privileged (\S+)/.exec(line)?.[1] ?? []);
    const { variables } = parse(readFileSync(join(WORKSPACE, '.gitlab-ci.yml'), 'utf8')) as {
      variables: Readonly<Record<string, string>>;
    };
    const images = [...emulators, ...services, ...privileged, String(variables['DOCKER_IMAGE'])];
    expect(new Set(images).size).toBe(3);
    expect(images.filter((image) => !PINNED.test(image))).toEqual([]);
    expect(new Set(privileged)).toEqual(new Set(emulators));
  });
});

describe('What jobs may do', () => {
  const requesting = ['plan', 'preview', 'preview-down', 'dev', 'staging', 'prod', 'drift', 'sweep', 'rebuild'];

  test('is read in GitHub, and said job by job where it is more', () => {
    for (const { permissions } of workflows.values()) {
      expect(permissions).toEqual({ contents: 'read' });
    }
    const more = [...jobs].filter(([, { permissions }]) => permissions);
    expect(more.map(([name]) => name).sort()).toEqual([...requesting].sort());
    for (const [name, { permissions }] of more) {
      const comments = name === 'plan' ? { 'pull-requests': 'write' } : {};
      expect(permissions).toEqual({ contents: 'read', 'id-token': 'write', ...comments });
    }
  });

  test('needs a token for AWS in GitLab for the same jobs', () => {
    const having = [...gitlabJobs()].filter(([, { id_tokens: tokens }]) => tokens?.['AWS_ID_TOKEN']);
    expect(having.map(([name]) => name).sort()).toEqual([...requesting].sort());
    expect(new Set(having.map(([, { id_tokens: tokens }]) => tokens?.['AWS_ID_TOKEN']?.aud))).toEqual(
      new Set(['$CI_SERVER_URL']),
    );
  });

  test.each(['dev', 'staging', 'prod', 'rebuild'])('is done by %s one after the other, to the end', (name) => {
    const environment = name === 'rebuild' ? 'dev' : name;
    const job = jobs.get(name);
    expect([job?.environment, job?.concurrency]).toEqual([
      environment,
      { group: environment, 'cancel-in-progress': false },
    ]);
    const gitlabs = gitlabJobs().get(name);
    expect([environmentOf(gitlabs), gitlabs?.resource_group, gitlabs?.interruptible]).toEqual([
      environment,
      environment,
      false,
    ]);
  });

  test.each(['dev', 'staging', 'prod', 'rebuild'])('is done by %s for as long as its role is given', (name) => {
    const { steps = [], 'timeout-minutes': minutes } = jobs.get(name) ?? {};
    const durations = steps.flatMap(({ with: inputs }) =>
      inputs?.['role-to-assume'] ? [inputs['role-duration-seconds']] : [],
    );
    expect(new Set(durations)).toEqual(new Set([7_200]));
    expect(minutes).toBe(150);
    expect(gitlabJobs().get(name)?.timeout).toBe('2h 30m');
  });

  test('is done without the credentials of git, but where the remote is asked for its branches', () => {
    const keeping = [...jobs].filter(([, { steps }]) =>
      steps.some(
        ({ uses, with: inputs }) => uses?.startsWith('actions/checkout@') && inputs?.['persist-credentials'] !== false,
      ),
    );
    expect(keeping.map(([name]) => name)).toEqual(['sweep']);
  });

  test('is done in the same roles in both', () => {
    const rolesIn = (job: unknown) =>
      [...new Set([...JSON.stringify(job).matchAll(/role\/[^"]*?-ci-([\w-]+)"/g)].map(([, role]) => role))].sort();
    const named = requesting.filter((name) => name !== 'plan' && name !== 'drift');
    const roles = Object.fromEntries(named.map((name) => [name, rolesIn(jobs.get(name))]));
    expect(roles).toMatchObject({ dev: ['deploy-dev', 'release-dev'], preview: ['preview'], rebuild: ['release-dev'] });
    expect(Object.fromEntries(named.map((name) => [name, rolesIn(gitlabJobs().get(name)?.variables)]))).toEqual(roles);
  });

  test('holds no secret: none is written down, and none but these is asked for', () => {
    const texts = [...workflows.keys()].map((file) => readFileSync(join(WORKSPACE, '.github/workflows', file), 'utf8'));
    const asked = texts.flatMap((text) => [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name));
    expect([...new Set(asked)].sort()).toEqual(['INFRACOST_API_KEY', 'TF_TOKEN_APP_TERRAFORM_IO', 'TF_TOKEN_PREVIEWS']);
    expect(texts.join('\n')).not.toMatch(/AKIA|aws-secret-access-key|APP_KEY|PASSWORD/);
  });
});
