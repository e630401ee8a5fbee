/** Milliseconds since 1970. */
export type Moment = number;

/** A container of a task, in the words of DescribeTasks. */
export interface ContainerRecord {
  readonly name: string;
  readonly lastStatus: string;
  readonly healthStatus?: string;
}

/** What a scenario says of a task. Runtimes that run something have no use for it. */
export interface TaskScript {
  readonly outcome?: 'healthy' | 'unhealthy' | 'crash' | 'exit' | 'cannot-start';
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly logs?: readonly string[];
}

/** A task that has not stopped. */
export interface TaskRecord {
  readonly taskArn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING';
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly launchType?: string;
  readonly capacityProviderName?: string;
  readonly containerInstanceArn?: string;
  readonly startedBy?: string;
  readonly enableExecuteCommand?: boolean;
  readonly createdAt: Moment;
  readonly startedAt?: Moment;
  readonly stoppingAt?: Moment;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly healthStatus?: string;
  readonly containers: readonly ContainerRecord[];
  readonly overrides: {
    readonly containerOverrides?: readonly {
      readonly name: string;
      readonly command?: readonly string[];
      readonly environment?: readonly { readonly name: string; readonly value: string }[];
    }[];
  };

  /** ARN of the service that it belongs to; none of a task that runs once. */
  readonly _service?: string | null;

  /** Its own address, where it has one (`awsvpc`). */
  readonly _address?: string | null;

  readonly _script?: TaskScript | null;

  /** How many times faster than real time it lives. */
  readonly _speed: number;

  /** How many of its log lines are in CloudWatch Logs. */
  readonly _logged: number;

  /** Whether it was ever seen to do its work. */
  readonly _ready?: boolean;
}

/** What is known of a container before it runs. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly essential?: boolean;
  readonly command?: readonly string[];
  readonly portMappings?: readonly {
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly protocol?: string;
  }[];
  readonly healthCheck?: object;
  readonly logConfiguration?: { readonly logDriver: string; readonly options?: Readonly<Record<string, string>> };
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
}

/** A revision that tasks run. */
export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly networkMode: string;
  readonly containerDefinitions: readonly ContainerDefinition[];
}

/** A deployment of a service, in the words of DescribeServices. */
export interface DeploymentRecord {
  readonly id: string;
  readonly status: 'PRIMARY' | 'ACTIVE';
  readonly rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly failedTasks: number;
  readonly createdAt: Moment;

  /** Where its tasks are registered: those of an older deployment stay where they are. */
  readonly loadBalancers: readonly {
    readonly targetGroupArn?: string;
    readonly containerName: string;
    readonly containerPort: number;
  }[];

  /** Status of the service deployment that it is a part of. */
  readonly serviceDeploymentStatus: string;

  /** Whether it takes an earlier one back. */
  readonly isRollback: boolean;

  /** When a task of it failed for the last time. */
  readonly _failedAt?: Moment;
}

/** A service that has not ended. */
export interface ServiceRecord {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly status: 'ACTIVE' | 'DRAINING';
  readonly desiredCount: number;

  /** For how many seconds failed health checks of a new task don't count. */
  readonly gracePeriod: number;
  readonly deploymentConfiguration: {
    readonly minimumHealthyPercent?: number;
    readonly maximumPercent?: number;
    readonly deploymentCircuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  };

  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[];

  /** ARN of the revision that a rollback goes back to. */
  readonly completedRevision?: string | null;
  readonly steady: boolean;
}

/** Machines of a cluster. */
export interface ClusterRecord {
  readonly arn: string;
  readonly isActive: boolean;

  /** Its capacity providers that are Auto Scaling groups. */
  readonly providers: readonly {
    readonly name: string;
    readonly exists: boolean;
    readonly instanceIds: readonly string[];
  }[];
  readonly containerInstances: readonly {
    readonly arn: string;
    readonly instanceId: string;
    readonly status: string;
    readonly provider?: string | null;
  }[];
}

/** A target that is a task. */
export interface TargetRecord {
  readonly group: string;
  readonly id: string;
  readonly port: number;
  readonly task: string;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  readonly since: Moment;
}

/** One state of everything that is desired and everything that is there. */
export interface World {
  /** Tells it from any other state. */
  readonly version: number;

  /** How many times faster than real time draining goes. */
  readonly speed: number;
  readonly services: readonly ServiceRecord[];
  readonly tasks: readonly TaskRecord[];
  readonly taskDefinitions: Readonly<Record<string, TaskDefinitionRecord>>;
  readonly clusters: readonly ClusterRecord[];
  readonly targets: readonly TargetRecord[];
}

/** The last part of an ARN: `0123…` of a task. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
