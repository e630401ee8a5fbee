import { FixtureEmulator } from './fixture-emulator';
import type { FixtureEnvironment } from './fixture-environment';

/** Name of the environment. */
const SHOP = 'shop';

/** The environment `shop`, in which one release serves. Each test starts with the release that the one before left. */
export class FixtureRelease {
  readonly aws: FixtureEmulator;
  readonly environment: FixtureEnvironment;
  #releases = 0;

  private constructor(aws: FixtureEmulator, environment: FixtureEnvironment) {
    this.aws = aws;
    this.environment = environment;
  }

  static async start(): Promise<FixtureRelease> {
    const aws = await FixtureEmulator.start();
    const release = new FixtureRelease(aws, await aws.environment(SHOP));
    await aws.play({});
    expect(await aws.ship('deploy', SHOP, '--tag', await release.newImage())).toMatchObject({ code: 0, stderr: '' });
    return release;
  }

  /** Pushes an image that was never released, and returns its tag. */
  async newImage(): Promise<string> {
    this.#releases += 1;
    await this.environment.push(`v${this.#releases}`);
    return `v${this.#releases}`;
  }

  /** Starts a release of a new image. */
  async startDeploy(): Promise<ReturnType<FixtureEmulator['start']>> {
    return this.aws.start(['deploy', SHOP, '--tag', await this.newImage()]);
  }

  /** Expects that one release serves in all services, that its record is complete, and that a plan would be empty. */
  async expectOneTruth(): Promise<string> {
    const truth = await this.environment.truth();
    expect(truth).toEqual({
      served: [truth.image],
      image: expect.stringContaining('@sha256:'),
      isPlanEmpty: true,
      outcome: expect.not.stringMatching('in progress'),
      isLocked: false,
    });
    return truth.image;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }
}
