/** A parameter of a database, in the words of RDS. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** What RDS and Laravel need to know of an engine. */
interface Engine {
  readonly version: string;

  /** Family of its parameters. */
  readonly family: string;

  /** Name of Laravel's connection. */
  readonly connection: string;
}

export const ENGINES = {
  mysql: { version: '8.4', family: 'mysql8.4', connection: 'mysql' },
  mariadb: { version: '11.8', family: 'mariadb11.8', connection: 'mariadb' },
} as const satisfies Record<string, Engine>;

/** What the database runs. */
export type EngineName = keyof typeof ENGINES;

/** Parameters that are not as RDS has them. */
export const PARAMETERS: readonly Parameter[] = [
  // To a file, from where RDS hands it on to CloudWatch, and not to a table that grows.
  { name: 'log_output', value: 'FILE' },
  { name: 'long_query_time', value: '1' },
  // Who does not speak TLS is refused.
  { name: 'require_secure_transport', value: '1' },
  { name: 'slow_query_log', value: '1' },
];

/** Logs that RDS hands on to CloudWatch. */
export const LOGS = ['error', 'slowquery'] as const;
