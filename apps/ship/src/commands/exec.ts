import { spawn } from 'node:child_process';
import { open, type EnvironmentOptions } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { quote } from '../posix-shell';
import { commandOf, explainStart, PROGRAMS } from '../programs';
import { lastOf } from '../words';

/** The plugin reads the session from here, where no list of processes shows its token (since version 1.2.497). */
const SESSION = 'AWS_SSM_START_SESSION_RESPONSE';

export interface ExecOptions extends EnvironmentOptions {
  /** Id of the task, or its first characters. */
  readonly task?: string;
}

/** Where a shell is opened unless another role is named. */
const ROLE = 'web';

/**
 * Opens a shell, or runs a command, in a running task.
 *
 * @throws Failure with the plugin's exit code
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export async function exec(
  name: string,
  role: string = ROLE,
  command: readonly string[],
  options: ExecOptions,
): Promise<void> {
  const plugin = commandOf(PROGRAMS.sessionManagerPlugin);
  const environment = await open(name, options);
  const { aws, deployment } = environment;
  const service = deployment.services[role];
  if (!service) {
    throw new Failure(
      `${name} has no service '${role}': it has ${Object.keys(deployment.services).join(', ')}`,
      EXIT.usage,
    );
  }
  const ecs = await aws.ecs();
  const { taskArns = [] } = await ecs.listTasks({
    cluster: deployment.cluster,
    serviceName: service.service,
    desiredStatus: 'RUNNING',
  });
  const arn = taskArns.find((each) => lastOf(each).startsWith(options.task ?? ''));
  if (!arn) {
    const there = taskArns.map(lastOf).join(', ');
    throw new Failure(
      options.task
        ? `there is no task '${options.task}' of ${role}: there are ${there || 'none'}`
        : `no task of ${role} runs in ${name}: npx ship status ${name}`,
    );
  }
  const { session } = await ecs.executeCommand({
    cluster: deployment.cluster,
    task: arn,
    container: service.container,
    interactive: true,
    command: command.length > 0 ? command.map(quote).join(' ') : '/bin/sh',
  });
  const { tasks = [] } = await ecs.describeTasks({ cluster: deployment.cluster, tasks: [arn] });
  const runtime = tasks[0]?.containers?.find((each) => each.name === service.container)?.runtimeId;
  // What the plugin asks for anew where the session breaks off.
  const target = JSON.stringify({ Target: `ecs:${lastOf(deployment.cluster)}_${lastOf(arn)}_${runtime}` });
  const code = await new Promise<number>((end, fail) => {
    const child = spawn(plugin, [SESSION, deployment.region, 'StartSession', '', target, ''], {
      stdio: 'inherit',
      env: {
        ...process.env,
        [SESSION]: JSON.stringify({
          SessionId: session?.sessionId,
          StreamUrl: session?.streamUrl,
          TokenValue: session?.tokenValue,
        }),
      },
    });
    // Ctrl-C is for what runs in the task.
    process.on('SIGINT', () => undefined);
    child.on('error', (error) => fail(explainStart(PROGRAMS.sessionManagerPlugin, error)));
    child.on('close', (ended) => end(ended ?? EXIT.failed));
  });
  if (code !== 0) {
    throw new Failure('', code);
  }
}
