import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ForgeEndpoint, StsEndpoint } from '@laravel-ecs/testing';
import { Clone } from './clone';
import { jobs } from './github';

let clone: Clone;
let forge: ForgeEndpoint;
let sts: StsEndpoint;

beforeAll(async () => {
  [forge, sts] = await Promise.all([ForgeEndpoint.start('github'), StsEndpoint.start()]);
});
afterAll(() => Promise.all([forge.stop(), sts.stop()]));
beforeEach(() => {
  clone = new Clone();
  forge.comments.clear();
  sts.taken.length = 0;
});
afterEach(() => clone.remove());

/** The line of a job that calls a program. */
function lineOf(job: string, program: string): string {
  const line = jobs.get(job)?.steps.find(({ run }) => run?.startsWith(`npx ${program} `))?.run;
  if (!line) {
    throw new Error(`${job} does not call ${program}`);
  }
  return line;
}

/** The tasks that a line of Nx would do: `dev:synth`. */
async function tasksOf(job: string): Promise<readonly string[]> {
  const file = join(clone.directory, 'tasks.json');
  expect(await clone.run(`${lineOf(job, 'nx')} --graph=tasks.json`)).toMatchObject({ code: 0 });
  const { tasks } = JSON.parse(readFileSync(file, 'utf8')) as { tasks: { tasks: Record<string, unknown> } };
  return Object.keys(tasks.tasks);
}

const targeting = (tasks: readonly string[], target: string) =>
  tasks.filter((task) => task.endsWith(`:${target}`)).map((task) => task.replace(`:${target}`, ''));

const synthesised = (): readonly string[] => {
  const folder = join(clone.directory, 'dist/environments');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

const plan = () => clone.run(lineOf('plan', 'ship'), { ...forge.environment, ...sts.environment });

describe('A request that touches only docs', () => {
  test('runs no Terraform, and says so in its comment', async () => {
    clone.change('docs/features.md', undefined, '\nMore.\n');
    expect(await clone.run('npx nx affected -t synth --exclude=local')).toMatchObject({
      code: 0,
      said: expect.stringContaining('No tasks were run'),
    });
    expect(await plan()).toMatchObject({
      code: 0,
      said: expect.stringContaining('This change reaches none of dev, staging, prod: Terraform has nothing to do'),
    });
    expect([...forge.comments.values()]).toEqual([expect.stringContaining('This change reaches none of dev')]);
    expect(clone.terraformCalls).toEqual([]);
    expect(synthesised()).toEqual([]);
    expect(targeting(await tasksOf('build'), 'image')).toEqual([]);
  });
});

describe('A request that touches the pipelines', () => {
  test.each(['.github/workflows/main.yml', '.gitlab-ci.yml', 'ci/gitlab/main.yml', 'ci/src/github.ts'])(
    'in %s reaches no environment, and is tested',
    async (file) => {
      clone.change(file, undefined, '\n');
      const tasks = await tasksOf('check');
      expect(targeting(tasks, 'synth')).toEqual([]);
      expect(targeting(tasks, 'test')).toContain('ci');
    },
  );
});

describe('A request that touches the environment dev', () => {
  test('synthesises and plans dev only', async () => {
    clone.change('environments/dev/environment.ts', 'retentionDays: 7', 'retentionDays: 14');
    expect(await clone.run('npx nx affected -t synth --exclude=local')).toMatchObject({ code: 0 });
    expect(synthesised()).toEqual(['dev']);
    expect(targeting(await tasksOf('check'), 'synth')).toEqual(['dev']);
    expect(await plan()).toMatchObject({ code: 0, said: expect.stringContaining('dev  no changes') });
    expect(clone.terraformCalls).toEqual(['dev init', 'dev plan']);
    expect(sts.taken).toEqual([{ role: 'arn:aws:iam::123456789012:role/laravel-ci-plan-dev', token: 'token' }]);
    expect([...forge.comments.values()]).toEqual([expect.stringContaining('**dev**: no changes')]);
  });
});

describe('Checkov and Infracost', () => {
  test('are run in the images that are named, for what the change reaches', async () => {
    clone.change('environments/dev/environment.ts', 'retentionDays: 7', 'retentionDays: 14');
    const images = { CHECKOV_IMAGE: 'checkov:1', INFRACOST_IMAGE: 'infracost:1' };
    expect(await clone.run(lineOf('checkov', 'nx'), images)).toMatchObject({ code: 0 });
    expect(await clone.run(lineOf('infracost', 'nx'), images)).toMatchObject({ code: 0 });
    const mounted = `run --rm --volume ${clone.directory}/dist/environments/dev/stacks/dev:/stack:ro`;
    expect(clone.dockerCalls).toEqual([
      `${mounted} checkov:1 --directory /stack --framework terraform_json`,
      `${mounted} --env INFRACOST_API_KEY infracost:1 breakdown --path /stack`,
    ]);
  });
});

describe('A request that touches a library', () => {
  test('synthesises all, and plans those that pipelines deploy', async () => {
    clone.change('libs/ecs/src/index.ts', undefined, '\n');
    expect(targeting(await tasksOf('check'), 'synth').sort()).toEqual(['dev', 'preview', 'prod', 'shared', 'staging']);
    expect(await plan()).toMatchObject({ code: 0 });
    expect(clone.terraformCalls.filter((call) => call.endsWith(' plan')).sort()).toEqual(
      ['dev', 'prod', 'staging'].map((stack) => `${stack} plan`),
    );
  });
});

describe('A request that touches only the application', () => {
  test('builds and scans the image, and runs no Terraform', async () => {
    clone.change('php-app/artisan', undefined, '\n');
    expect(await clone.run(lineOf('build', 'nx'))).toMatchObject({ code: 0 });
    const trivy = /^run --rm --volume \S+docker\.sock aquasec\/trivy:\S+ image .*php-app:[0-9a-f]{12}$/;
    expect([...clone.dockerCalls].sort()).toEqual([
      'buildx bake local',
      expect.stringMatching(/^run --rm --interactive hadolint\/hadolint:\S+ hadolint --failure-threshold error -$/),
      expect.stringMatching(trivy),
      expect.stringMatching(trivy),
    ]);
    expect(existsSync(join(clone.directory, 'dist/php-app/sbom.cdx.json'))).toBe(true);
    expect(await plan()).toMatchObject({ code: 0 });
    expect(clone.terraformCalls).toEqual([]);
  });
});

describe('A request that would destroy the database of prod', () => {
  const PROD = 'environments/prod/environment.ts';

  /** Terraform's plan, which prevent_destroy forbids. */
  function forbid(address: string, action: 'replace' | 'delete', path?: string): void {
    const resource = { addr: address, resource_type: 'aws_db_instance' };
    const detail = `Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for it to be destroyed.`;
    const prevented = { severity: 'error', summary: 'Instance cannot be destroyed', detail };
    const change = { before: { engine: 'hidden' }, after: null, replace_paths: path ? [[path]] : [] };
    clone.plan(
      'prod',
      [
        { type: 'planned_change', change: { resource, action } },
        { type: 'diagnostic', diagnostic: prevented },
      ],
      { resource_changes: [{ address, change }] },
    );
  }

  /** Address of the database, which the JSON says. */
  async function database(): Promise<string> {
    await clone.run('npx nx synth prod');
    const file = join(clone.directory, 'dist/environments/prod/stacks/prod/cdk.tf.json');
    const { resource } = JSON.parse(readFileSync(file, 'utf8')) as { resource: Record<string, object> };
    return `aws_db_instance.${Object.keys(resource['aws_db_instance'] ?? {})[0]}`;
  }

  const lineNumber = (file: string, text: string) =>
    readFileSync(join(clone.directory, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  test('stops, and names the line among others of the file and of others', async () => {
    forbid(await database(), 'replace', 'engine');
    clone.change(PROD, "instanceClass: 'db.t4g.small',", "engine: 'mariadb',\n    instanceClass: 'db.t4g.small',");
    clone.change(PROD, 'monthlyBudget: 500', 'monthlyBudget: 700');
    clone.change('environments/dev/environment.ts', 'retentionDays: 7', 'retentionDays: 14');
    const { code, said } = await clone.run(lineOf('plan', 'ship'), { ...forge.environment, ...sts.environment }, 3);
    const line = `${PROD}:${lineNumber(PROD, 'mariadb')}: + engine: 'mariadb',`;
    expect({ code, said }).toEqual({
      code: 7,
      said: expect.stringContaining(
        `✘ prod is protected, and would lose aws_db_instance.Database_Instance (replaced, forced by engine):\n  ${line}\nIf that`,
      ),
    });
    expect([...forge.comments.values()]).toEqual([expect.stringContaining(line)]);
    expect(said).not.toContain('hidden');
  });

  test('stops, and names the line of a library', async () => {
    const file = 'libs/database/src/database.ts';
    const text = readFileSync(join(clone.directory, file), 'utf8');
    const [before = ''] = /new DbInstance\(this, '\w+'/.exec(text) ?? [];
    forbid(await database(), 'delete');
    clone.change(file, before, "new DbInstance(this, 'Renamed'");
    expect(await plan()).toMatchObject({
      code: 7,
      said: expect.stringContaining(
        `would lose aws_db_instance.Database_Instance (destroyed):\n  ${file}:${lineNumber(file, "'Renamed'")}: - `,
      ),
    });
  });
});
