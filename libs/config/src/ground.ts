/**
 * What an environment lets previews stand on, for their stacks and for who makes them, in the SSM parameter {@link groundParameter}.
 *
 * Everything in it is a name or an address, never a secret.
 */
export interface Ground {
  /** Counts up when a field changes its meaning. */
  readonly version: 1;
  /** Id of the network, and its IPv4 range. */
  readonly vpc: string;
  readonly cidr: string;
  /** Subnets that tasks stand in. */
  readonly subnets: readonly string[];
  /** Whether they get public addresses there. */
  readonly assignPublicIp: boolean;
  /** Group that the load balancer reaches, and that reaches the database. */
  readonly securityGroup: string;
  /** ARN of the load balancer's listener. */
  readonly listener: string;
  /** Protocol of users. */
  readonly protocol: 'http' | 'https';
  /** Host name that those of previews end with. */
  readonly domain: string;
  readonly database: {
    /** Id that AWS gives to no other server, also where another takes its place and address; nothing where it was not written down yet. */
    readonly id?: string;
    /** Laravel's word for its kind. */
    readonly connection: string;
    readonly host: string;
    readonly port: string;
    /** User that may make databases, and ARN of the secret with the user's password. */
    readonly username: string;
    readonly secret: string;
  };
  /** ARN of the secret whose values people write. */
  readonly applicationSecret: string;
  /** Name of the budget that all previews share, or an empty text. */
  readonly budget: string;
}

/** Name of the SSM parameter that says what an environment lets previews stand on. */
export function groundParameter(project: string, environment: string): string {
  return `/${project}/${environment}/shared`;
}
