import { Containers } from '../support/containers';
import { describeOnDocker } from '../support/docker-lane';
import { CONNECTIONS, READY_FOR_LOAD, ROUNDS, stopUnderLoad } from '../support/load';
import { task } from '../support/task';

const LOGS = '/app/storage/logs';

describeOnDocker('docker stop', (images) => {
  let containers: Containers;
  const settings = { ...task(), DB_CONNECTION: 'sqlite' };

  beforeAll(async () => {
    containers = await Containers.create(images);
  });
  afterAll(() => containers.remove());

  test(`interrupts no accepted request of a web container, with ${CONNECTIONS} connections, in ${ROUNDS} rounds`, async () => {
    // 200 processes do not fit in the memory of the smallest task.
    const web = await containers.role(['web'], { environment: { ...settings, ...READY_FOR_LOAD }, memory: 4096 });
    const interrupted: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      await web.start();
      await web.answers();
      let isStopped = false;
      interrupted.push(
        ...(await stopUnderLoad({
          url: await web.url(),
          round,
          begun: () => (isStopped ? web.files(LOGS) : web.exec('ls', LOGS).then((names) => names.split('\n'))),
          release: () => web.exec('touch', `${LOGS}/released-${round}`),
          stop: async () => {
            await web.stop();
            isStopped = true;
          },
        })),
      );
      expect(await web.inspect<number>('.State.ExitCode')).toBe(0);
    }
    expect(interrupted).toEqual([]);
  }, 300_000);

  test('lets a worker finish its job', async () => {
    const environment = { ...settings, ...(await containers.database()), ...(await containers.memcached()) };
    const migrate = await containers.role(['migrate'], { environment });
    expect(await migrate.ended()).toBe(0);
    const dispatch = `--execute=App\\Jobs\\LongJob::dispatch('${LOGS}/job');`;
    const artisan = await containers.role(['artisan', 'tinker', dispatch], { environment });
    expect(await artisan.ended()).toBe(0);

    const worker = await containers.role(['worker'], { environment });
    await worker.until(async () => (await worker.exec('ls', LOGS)).includes('job-began'), 'the job begins');
    expect(await worker.exec('ls', LOGS)).not.toContain('job-ended');
    await worker.stop();
    expect(await worker.inspect<number>('.State.ExitCode')).toBe(0);
    expect(await worker.files(LOGS)).toContain('job-ended');
  });
});
