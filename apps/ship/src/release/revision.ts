import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import type { DeployedTask } from '@laravel-ecs/config';
import type { Environment } from '../environment/environment';
import { Failure } from '../failure';

/** A revision of a task definition, as far as releases look at it. */
export interface Revision {
  readonly arn: string;

  /** Image of the application's container. */
  readonly image: string;

  readonly definition: TaskDefinition;
}

/** What Terraform or a release registered last for a task, or the revision of an ARN. */
export async function revisionOf(
  { aws }: Environment,
  { taskFamily, container }: DeployedTask,
  arn: string = taskFamily,
): Promise<Revision> {
  const ecs = await aws.ecs();
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: arn });
  return toRevision(taskDefinition, container);
}

/**
 * Registers the newest revision once more, with another image and all else as it is, its tags included: the configuration is
 * Terraform's, the image is the release's.
 */
export async function register(
  { aws }: Environment,
  { taskFamily, container }: DeployedTask,
  image: string,
): Promise<Revision> {
  const ecs = await aws.ecs();
  const { taskDefinition = {}, tags = [] } = await ecs.describeTaskDefinition({
    taskDefinition: taskFamily,
    include: ['TAGS'],
  });
  const registered = await ecs.registerTaskDefinition({
    ...settingsOf(taskDefinition),
    family: taskFamily,
    containerDefinitions: taskDefinition.containerDefinitions?.map((each) =>
      each.name === container ? { ...each, image } : each,
    ),
    ...(tags.length > 0 && { tags }),
  });
  return toRevision(registered.taskDefinition, container);
}

/**
 * Takes back the newest revisions of an image that is not released after all, so that Terraform, which compares with the newest, finds
 * nothing to change. What runs of them goes on.
 */
export async function withdraw(environment: Environment, tasks: readonly DeployedTask[], image: string): Promise<void> {
  const ecs = await environment.aws.ecs();
  await Promise.all(
    tasks.map(async (task) => {
      for (
        let newest = await revisionOf(environment, task);
        newest.image === image;
        newest = await revisionOf(environment, task)
      ) {
        await ecs.deregisterTaskDefinition({ taskDefinition: newest.arn });
      }
    }),
  );
}

/** What AWS says of a revision, and nobody registers it with. */
const DESCRIBED: readonly string[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
] satisfies (keyof TaskDefinition)[];

/** What a revision was registered with, whatever ECS comes to know of it in time. */
function settingsOf(definition: TaskDefinition): Partial<RegisterTaskDefinitionCommandInput> {
  return Object.fromEntries(Object.entries(definition).filter(([name]) => !DESCRIBED.includes(name)));
}

function toRevision(definition: TaskDefinition | undefined, container: string): Revision {
  const found = definition?.containerDefinitions?.find(({ name }) => name === container);
  if (!definition?.taskDefinitionArn || !found?.image) {
    throw new Failure(
      `the task definition ${definition?.family} has no container '${container}': deploy the infrastructure again`,
    );
  }
  return { arn: definition.taskDefinitionArn, image: found.image, definition };
}
