import { findEmulator, inventory } from '@laravel-ecs/aws-emulator';
import { join } from 'node:path';
import { type PlannedChange, Workspace } from './workspace';

/** What is special about one stack's life. */
export interface Life {
  /** The stack. */
  readonly stack: string;

  /** What a user changes in its file: before, after. */
  readonly edit: readonly [before: string, after: string];

  /** What Terraform then plans: that, and nothing else. */
  readonly planned: readonly RegExp[];

  /**
   * What stays when it is destroyed, by design.
   *
   * @default nothing
   */
  readonly left?: readonly string[];
}

/**
 * Lets a stack be made, planned again, changed and destroyed by real Terraform against emulated AWS, by the commands that a
 * user types.
 */
export function describeLife({ stack, edit, planned, left = [] }: Life): void {
  describe(`The life of ${stack}`, () => {
    let workspace: Workspace;

    const exists = async (): Promise<readonly string[]> => {
      const emulator = await findEmulator(join(workspace.directory, '.emulator'));
      if (!emulator) {
        throw new Error('the emulator is gone');
      }
      return inventory(emulator);
    };

    beforeAll(() => {
      workspace = new Workspace();
    });

    afterAll(() => workspace.remove());

    test('begins with an apply, after which a second plan is empty', async () => {
      const { code, stdout, stderr } = await workspace.ship('up', stack, '--emulator');
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/error/i) });
      expect(stdout).toMatch(/second plan: no changes/i);
      expect(await workspace.plan(stack)).toEqual([]);
    });

    test('changes exactly what a change of configuration says', async () => {
      workspace.edit(stack, ...edit);
      const changes: readonly PlannedChange[] = await workspace.plan(stack);
      expect(changes).toEqual(planned.map((change) => expect.stringMatching(change)));

      expect((await workspace.ship('up', stack, '--emulator')).code).toBe(0);
      expect(await workspace.plan(stack)).toEqual([]);
    });

    test('ends with a destroy, after which nothing is left', async () => {
      const stacks = stack === 'shared' ? [stack] : [stack, 'shared'];
      for (const each of stacks) {
        const { code, stderr } = await workspace.ship('down', each, '--emulator');
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/error/i) });
      }
      expect(await exists()).toEqual(left);
    });
  });
}
