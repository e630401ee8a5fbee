import { join } from 'node:path';
import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Emulator, findEmulator, inventory } from '@laravel-ecs/aws-emulator';
import { type PlannedChange, Workspace } from './workspace';

/** The stack that every other needs, and that needs no other. */
const SHARED = 'shared';

/** The roles whose tasks an environment has a definition of. */
const ROLES = ['migrate', 'scheduler', 'web', 'worker'];

/** What a client of the AWS SDK needs to reach the emulator. */
export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What is special about one stack's life. */
export interface Life {
  /** The stack. */
  readonly stack: string;

  /**
   * What its file says, in the words of TypeScript.
   *
   * @default what it says in the repository
   */
  readonly says?: string;

  /**
   * What a user changes in the files of others for it: environment, before, after.
   *
   * @default nothing
   */
  readonly others?: readonly (readonly [environment: string, before: string, after: string])[];

  /** What is there before it, such as the zone of its domain. */
  readonly prepare?: (configuration: ClientConfiguration) => Promise<void>;

  /** What a user changes in its file: before, after. */
  readonly edit: readonly [before: string, after: string];

  /**
   * Command of the first release.
   *
   * @default 'deploy'
   */
  readonly release?: 'deploy' | 'up';

  /** What Terraform then plans: that, and nothing else. */
  readonly planned: readonly RegExp[];

  /** What a user changes in its file before it may be destroyed, where it is protected. */
  readonly unprotect?: readonly [before: string, after: string];

  /**
   * What stays when it is destroyed, by design, beside the revisions of task definitions, which a rollback may need: data that is
   * to be kept.
   *
   * @default nothing
   */
  readonly left?: readonly string[];
}

/**
 * Lets a stack be made, planned again, changed and destroyed by real Terraform against emulated AWS, by the commands that a
 * user types.
 */
export function describeLife(life: Life): void {
  const { stack, says, others = [], prepare, edit, release = 'deploy', planned, unprotect, left = [] } = life;

  describe(`The life of ${stack}`, () => {
    let workspace: Workspace;

    const emulator = async (): Promise<Emulator> => {
      const found = await findEmulator(join(workspace.directory, '.emulator'));
      if (!found) {
        throw new Error('the emulator is gone');
      }
      return found;
    };

    const configuration = async (): Promise<ClientConfiguration> => ({
      endpoint: (await emulator()).endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'e2e', secretAccessKey: 'e2e' },
    });

    beforeAll(async () => {
      workspace = new Workspace();
      if (says) {
        workspace.write(stack, says);
      }
      others.forEach((other) => workspace.edit(...other));
      if (prepare) {
        await workspace.ship('emulator', 'start');
        await prepare(await configuration());
      }
    });

    afterAll(() => workspace.remove());

    test('begins with an apply, after which a second plan is empty', async () => {
      const { stdout, stderr } = await workspace.ship('up', stack, '--emulator');
      expect(stderr).not.toMatch(/error/i);
      expect(stdout).toMatch(/second plan: no changes/i);
    });

    if (stack !== SHARED && !says?.includes("password: 'rds'")) {
      test('has a database whose password is nowhere in the state', async () => {
        const secrets = new SecretsManagerClient(await configuration());
        const secret = await secrets.send(new GetSecretValueCommand({ SecretId: `laravel/${stack}/database` }));
        const { password } = JSON.parse(secret.SecretString ?? '{}') as { password: string };
        expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
        expect(workspace.state(stack)).not.toContain(password);
      });
    }

    if (stack !== SHARED) {
      test('keeps its plan empty after a first release, another, and a rollback', async () => {
        const ship = (...words: readonly string[]) => workspace.ship(...words, '--emulator');

        await ship('secrets', 'set', stack, 'APP_KEY', '--generate-app-key');
        await workspace.ship('emulator', 'image', 'v1');
        await ship(release, stack, '--tag', 'v1');
        expect(await workspace.plan(stack)).toEqual([]);

        await workspace.ship('emulator', 'image', 'v2');
        await ship('deploy', stack, '--tag', 'v2');
        const { stdout } = await ship('rollback', stack);
        expect(stdout).toContain('Going back to release 1, v1');
        expect(await workspace.plan(stack)).toEqual([]);
      });
    }

    test('changes exactly what a change of configuration says', async () => {
      workspace.edit(stack, ...edit);
      const changes: readonly PlannedChange[] = await workspace.plan(stack);
      expect(changes).toEqual(planned.map((change) => expect.stringMatching(change)));

      const { stdout } = await workspace.ship('up', stack, '--only', '--emulator');
      expect(stdout).toMatch(/second plan: no changes/i);
    });

    if (unprotect) {
      test('refuses to end as long as it is protected', async () => {
        await expect(workspace.ship('down', stack, '--emulator')).rejects.toThrow('Instance cannot be destroyed');
        workspace.edit(stack, ...unprotect);
        await workspace.ship('up', stack, '--only', '--emulator');
      });
    }

    test('ends with a destroy, after which nothing is left', async () => {
      // The registry refuses to go as long as it has images.
      const ecr = new ECRClient(await configuration());
      const imageIds = ['v1', 'v2'].map((imageTag) => ({ imageTag }));
      await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'laravel', imageIds }));
      const stacks = stack === SHARED ? [stack] : [stack, SHARED];
      for (const each of stacks) {
        const { stderr } = await workspace.ship('down', each, '--emulator');
        expect(stderr).not.toMatch(/error/i);
      }
      expect(await inventory(await emulator())).toEqual(
        [...(stack === SHARED ? [] : revisionsOf(stack)), ...left].sort(),
      );
    });
  });
}

/** What Terraform registered, and what two releases and a rollback did. */
function revisionsOf(stack: string): string[] {
  return ROLES.flatMap((role) =>
    [1, 2, 3, 4].map((revision) => `ecs:task-definition laravel-${stack}-${role}:${revision}`),
  );
}
