/** Where a project's resources are, for the ARNs of those that are not there yet. */
export interface CiPlace {
  /** Partition of AWS: `aws`. */
  readonly partition: string;

  readonly region: string;
  readonly accountId: string;
  readonly project: string;

  /** Name of the bucket that states are kept in, unless they are kept elsewhere. */
  readonly stateBucket: string | undefined;
}

/** Name of the policy around every role that CI makes. */
export function boundaryName(project: string): string {
  return `${project}-ci-boundary`;
}

/** ARN of the policy around every role that CI makes. */
export function boundaryArn({ partition, accountId, project }: Omit<CiPlace, 'region' | 'stateBucket'>): string {
  return `arn:${partition}:iam::${accountId}:policy/${boundaryName(project)}`;
}
