import { Containers } from '../support/containers';
import { docker } from '../support/docker-cli';
import { describeOnDocker } from '../support/docker-lane';
import { task } from '../support/task';

/** The image's own check, more often than the image asks for it. */
const OFTEN = ['--health-interval=1s', '--health-timeout=2s', '--health-start-period=60s'];

describeOnDocker('The health check', (images) => {
  let containers: Containers;

  beforeAll(async () => {
    containers = await Containers.create(images);
  });
  afterAll(() => containers.remove());

  test('asks every 10 seconds, and gives up after three failures', async () => {
    const check = JSON.parse(
      await docker(['image', 'inspect', '--format', '{{json .Config.Healthcheck}}', images.image]),
    ) as object;
    expect(check).toMatchObject({ Interval: 10e9, Timeout: 5e9, Retries: 3 });
  });

  test('becomes healthy, unhealthy when Apache hangs, and healthy again when it goes on', async () => {
    const web = await containers.role(['web'], {
      environment: { ...task(), DB_CONNECTION: 'sqlite' },
      options: OFTEN,
    });
    const becomes = (status: string) =>
      web.until(async () => (await web.inspect<string>('.State.Health.Status')) === status, `it is ${status}`);
    await becomes('healthy');
    // All processes except the first one and this shell.
    await web.exec('sh', '-c', 'kill -STOP -1');
    await becomes('unhealthy');
    await web.exec('sh', '-c', 'kill -CONT -1');
    await becomes('healthy');
  });

  test.each(['worker', 'scheduler'])('finds a %s healthy as long as it runs', async (role) => {
    const container = await containers.role([role], {
      environment: { ...task(), DB_CONNECTION: 'sqlite', CACHE_STORE: 'file', QUEUE_CONNECTION: 'sync' },
      options: OFTEN,
    });
    await container.until(
      async () => (await container.inspect<string>('.State.Health.Status')) === 'healthy',
      'it is healthy',
    );
  });
});
