/** Where PHP sessions live, so that any task can answer any request. */
export interface SessionStore {
  /** Environment variables of a container that keeps its sessions here. */
  readonly environment: Readonly<Record<string, string>>;

  /** Its cache clusters, by the ids that they have in CloudWatch. */
  readonly clusterIds: readonly string[];
}
