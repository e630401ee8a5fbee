import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { STS } from '@aws-sdk/client-sts';
import {
  emulatorEnvironment,
  type Emulator,
  playScenario,
  type Scenario,
  startEmulator,
  stopEmulator,
} from '@laravel-ecs/aws-emulator';
import { clockOff } from '@laravel-ecs/testing';
import { merge } from './destination';
import { FixtureEnvironment } from './fixture-environment';
import type { Ended } from './fixture-workspace';

/** An emulator of its own, environments on it, and the command in a shell that points there. */
export class FixtureEmulator {
  readonly directory: string;
  readonly emulator: Emulator;

  private constructor(directory: string, emulator: Emulator) {
    this.directory = directory;
    this.emulator = emulator;
  }

  static async start(): Promise<FixtureEmulator> {
    const directory = mkdtempSync(join(tmpdir(), 'ship-release-'));
    writeFileSync(join(directory, 'cdktf.json'), JSON.stringify({ app: 'true' }));
    return new FixtureEmulator(directory, await startEmulator({ directory: join(directory, '.emulator') }));
  }

  /** Makes an environment in which nothing is released. */
  environment(name: string): Promise<FixtureEnvironment> {
    return new FixtureEnvironment(name, this.emulator.endpoint).make();
  }

  /** What happens next, ten times as fast as in real life. */
  play(scenario: Scenario): Promise<void> {
    return playScenario(this.emulator, { speed: 10, ...scenario });
  }

  /** Credentials of a role, by default one of a stranger, in an account, as a shell has them. */
  async credentialsOf(account: string, role = 'stranger'): Promise<NodeJS.ProcessEnv> {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = emulatorEnvironment(
      this.emulator,
    );
    const sts = new STS({
      endpoint: this.emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
    });
    const { Credentials } = await sts.assumeRole({
      RoleArn: `arn:aws:iam::${account}:role/${role}`,
      RoleSessionName: 'stranger',
    });
    return {
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials?.SessionToken,
    };
  }

  /** What has the command think that it is so many minutes later, or earlier. */
  withClockOff(minutes: number): NodeJS.ProcessEnv {
    return clockOff(this.directory, minutes);
  }

  /** Starts the command. */
  start(words: readonly string[], options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {}) {
    const environment = merge(
      { ...process.env, NO_COLOR: '1', SHIP_POLL_INTERVAL: '0.2' },
      emulatorEnvironment(this.emulator),
    );
    const child: ChildProcess = spawn(process.execPath, [resolve(__dirname, '../bin/ship.js'), ...words], {
      cwd: this.directory,
      env: { ...environment, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout?.on('data', (data) => (said.stdout += data));
    child.stderr?.on('data', (data) => (said.stderr += data));
    child.stdin?.on('error', () => undefined).end(options.input);
    const ended = new Promise<Ended>((end) =>
      child.on('close', (code, signal) => end({ code: code ?? codeOf(signal), ...said })),
    );
    return { child, ended, said };
  }

  /** Runs the command to its end. */
  ship(...words: readonly string[]): Promise<Ended> {
    return this.start(words).ended;
  }

  /** The calls that were made so far, by name. */
  allCalls(): readonly string[] {
    return readFileSync(this.emulator.logFile, 'utf8')
      .split('\n')
      .flatMap((line) => /^\d+ \w+\.(\w+)$/.exec(line)?.[1] ?? []);
  }

  /** How often a call was made so far. */
  calls(action: string): number {
    return this.allCalls().filter((each) => each === action).length;
  }

  /** Waits for the next call of that name. */
  async nextCall(action: string, before: number): Promise<void> {
    for (const deadline = Date.now() + 60_000; this.calls(action) <= before; await wait(20)) {
      if (Date.now() > deadline) {
        throw new Error(`${action} was not called`);
      }
    }
  }

  async stop(): Promise<void> {
    await stopEmulator(join(this.directory, '.emulator'));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What a shell says of a command that a signal ended. */
function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal ? constants.signals[signal] : 0);
}
