import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { DeployedTask } from '@laravel-ecs/config';
import { lastOf } from '../words';
import type { Revision } from './revision';

/**
 * The log of one task, read on from where it was left.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html for the name of its stream
 */
export class LogStream {
  readonly #logs: CloudWatchLogs;
  readonly #where: { readonly logGroupName: string; readonly logStreamName: string };
  #token: string | undefined;

  constructor(logs: CloudWatchLogs, task: DeployedTask, { definition }: Revision, taskArn: string) {
    const container = definition.containerDefinitions?.find(({ name }) => name === task.container);
    const prefix = container?.logConfiguration?.options?.['awslogs-stream-prefix'] ?? task.container;
    this.#logs = logs;
    this.#where = { logGroupName: task.logGroup, logStreamName: `${prefix}/${task.container}/${lastOf(taskArn)}` };
  }

  /** What came since. */
  async next(): Promise<readonly string[]> {
    return this.#read({ startFromHead: true, ...(this.#token && { nextToken: this.#token }) });
  }

  /** All that came since, to the end: there the token stays the same, while a page before may be empty. */
  async rest(): Promise<readonly string[]> {
    const lines: string[] = [];
    for (;;) {
      const before = this.#token;
      lines.push(...(await this.next()));
      if (this.#token === before) {
        return lines;
      }
    }
  }

  /** The last lines. */
  async last(limit: number): Promise<readonly string[]> {
    return this.#read({ limit });
  }

  async #read(asked: { startFromHead?: boolean; nextToken?: string; limit?: number }): Promise<readonly string[]> {
    try {
      const { events = [], nextForwardToken } = await this.#logs.getLogEvents({ ...this.#where, ...asked });
      this.#token = nextForwardToken ?? this.#token;
      return events.map(({ message = '' }) => message.trimEnd());
    } catch (error) {
      // A task that has not said a word has no stream.
      if ((error as Error).name === 'ResourceNotFoundException') {
        return [];
      }
      throw error;
    }
  }
}
