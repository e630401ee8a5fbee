/** A task of an environment, as releases need to know it. */
export interface DeployedTask {
  /** Family of its task definition. */
  readonly taskFamily: string;
  /** Name of its container. */
  readonly container: string;
  /** Log group of its containers. */
  readonly logGroup: string;
  /** Whether it needs subnets and security groups when it is started (`awsvpc`). */
  readonly networkMode: 'bridge' | 'awsvpc';
}

/** A service of an environment. */
export interface DeployedService extends DeployedTask {
  /** Name of the ECS service. */
  readonly service: string;
  /** How many tasks run once something is released. */
  readonly tasks: { readonly min: number; readonly max: number };
}

/**
 * What was built, for those who release to it: they learn it here and need no naming convention.
 *
 * Everything in it is a name or an address, never a secret.
 */
export interface Deployment {
  /** Counts up when a field changes its meaning. */
  readonly version: 1;
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly cluster: string;
  readonly capacityProvider: string;
  /** Name of the SSM parameter that holds the released image. */
  readonly imageParameter: string;
  /** Name of the SSM parameter that holds the newest release, and whose versions are the history of releases. */
  readonly releaseParameter: string;
  /** Name of the SSM parameter that says who releases, and until when nobody else may. */
  readonly lockParameter: string;
  /** Where images are pushed to. */
  readonly repository: string;
  /** Subnets that instances stand in, and tasks with addresses of their own. */
  readonly subnets: readonly string[];
  /** Groups of such tasks. */
  readonly securityGroups: readonly string[];
  /** Whether such tasks get public addresses. */
  readonly assignPublicIp: boolean;
  /** ARN of the secret whose values people write. */
  readonly applicationSecret: string;
  /** Address of the application. */
  readonly url: string;
  /** Services by the role of their container. */
  readonly services: Readonly<Record<string, DeployedService>>;
  /** Tasks that run once, by the role of their container. */
  readonly oneOffTasks: Readonly<Record<string, DeployedTask>>;
}
