import type { SecretField } from '@laravel-ecs/access';

/** Where PHP sessions live, so that any task can answer any request. */
export interface SessionStore {
  /** Environment variables of a container that keeps its sessions here. */
  readonly environment: Readonly<Record<string, string>>;

  /** Environment variables of such a container that come from Secrets Manager. */
  readonly secrets: Readonly<Record<string, SecretField>>;

  /** Its cache clusters, by the ids that they have in CloudWatch. */
  readonly clusterIds: readonly string[];
}
