import { join } from 'node:path';
import { Containers, MEMORY_MIB, type Container } from '../spec/support/containers';
import { docker } from '../spec/support/docker-cli';
import { buildApplication, type Images } from '../spec/support/docker-images';
import { task } from '../spec/support/task';
import { measure, type Start } from './measure';

const sizeOf = async (image: string): Promise<number> =>
  Math.round(Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6);

/** Measures the image, as Docker builds it, next to the article's, which is built from the same base images. */
export async function measureInDocker(images: Images): Promise<void> {
  const article = await buildApplication('article', {
    file: join(__dirname, 'article/Dockerfile'),
    args: images.buildArguments,
  });
  const containers = await Containers.create(images);
  try {
    const environment = { ...task(), ...(await containers.database()), ...(await containers.memcached()) };
    const started = async (container: Container, port: number) => ({
      url: await container.url(),
      load: (words: readonly string[]) =>
        containers.output(['wrk', ...words, `http://${container.id.slice(0, 12)}:${port}/`]),
      stop: () => docker(['rm', '--force', '--volumes', container.id]),
    });
    const ours: Start = async () => started(await containers.role(['web'], { environment }), 8080);
    const theirs: Start = async () =>
      started(
        await containers.run(article, [], {
          port: 80,
          options: [`--memory=${MEMORY_MIB}m`, `--memory-swap=${MEMORY_MIB}m`, '--publish=127.0.0.1::80'],
          environment: { ...environment, LOG_CHANNEL: 'null' },
        }),
        80,
      );
    // Both find a database that is migrated.
    const migrate = await containers.role(['migrate'], { environment });
    if ((await migrate.ended()) !== 0) {
      throw new Error(await migrate.log());
    }
    console.log(
      `Docker, with ${images.bases}; MB: image ${await sizeOf(images.image)}, article ${await sizeOf(article)}`,
    );
    await measure(ours, theirs);
  } finally {
    await containers.remove();
  }
}
