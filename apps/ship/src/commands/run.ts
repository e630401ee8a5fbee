import { commandThatMakes } from '../environment/made-by';
import { open, type EnvironmentOptions } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { interruptible } from '../interruptible';
import { runOnce } from '../release/one-off';
import { revisionOf } from '../release/revision';
import { whoami } from '../release/lock';
import { answer, say } from '../say';

/** The task whose rights it has. */
const ROLE = 'migrate';

/**
 * Runs a command once, in a task of its own, of the released image; writes its log and ends as it did.
 *
 * @throws Failure with the command's own exit code
 */
export async function run(name: string, command: readonly string[], options: EnvironmentOptions): Promise<void> {
  await interruptible(async (signal) => {
    const environment = await open(name, options);
    if (!(await environment.image())) {
      throw new Failure(`nothing is released to ${name} that could run: npx ship deploy ${name}`, EXIT.notReady);
    }
    const task = environment.deployment.oneOffTasks[ROLE];
    if (!task) {
      throw new Failure(`${name} has no task that runs once: ${commandThatMakes(name)}`, EXIT.notReady);
    }
    const lines: string[] = [];
    const end = await runOnce(environment, {
      task,
      revision: await revisionOf(environment, task),
      command,
      startedBy: `ship-run-${whoami()}`.replace(/[^A-Za-z0-9_/-]/g, '-').slice(0, 128),
      signal,
      onLine: (line) => {
        lines.push(line);
        say(line);
      },
    }).catch((error: unknown) => {
      throw signal.aborted ? new Failure('Interrupted: the task goes on by itself', EXIT.interrupted) : error;
    });
    if (options.json) {
      answer({ ...end, log: lines });
    }
    if (end.exitCode !== 0) {
      throw end.exitCode === undefined
        ? new Failure(`\`${command.join(' ')}\` never ran: ${end.reason}`)
        : new Failure(`\`${command.join(' ')}\` ended with ${end.exitCode}`, end.exitCode);
    }
  });
}
