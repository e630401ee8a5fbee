import { once } from '../once';
import { Persistence } from './persistence';

/** For how long a connection and an answer are waited for, in milliseconds. */
const CONNECTION = 3000;
const ANSWER = 10_000;

/**
 * Clients of AWS for one region, each loaded when it is first needed: all of them together take a second.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class Aws {
  readonly #configuration;

  /** @param region by default, what the profile says */
  constructor(region: string | undefined) {
    this.#configuration = {
      ...(region && { region }),
      retryStrategy: new Persistence(),
      requestHandler: { connectionTimeout: CONNECTION, requestTimeout: ANSWER, throwOnRequestTimeout: true },
    };
  }

  readonly autoScaling = once(
    async () => new (await import('@aws-sdk/client-auto-scaling')).AutoScaling(this.#configuration),
  );
  readonly budgets = once(async () => new (await import('@aws-sdk/client-budgets')).Budgets(this.#configuration));
  readonly certificates = once(async () => new (await import('@aws-sdk/client-acm')).ACM(this.#configuration));
  readonly ecr = once(async () => new (await import('@aws-sdk/client-ecr')).ECR(this.#configuration));
  readonly ecs = once(async () => new (await import('@aws-sdk/client-ecs')).ECS(this.#configuration));
  readonly iam = once(async () => new (await import('@aws-sdk/client-iam')).IAM(this.#configuration));
  readonly logs = once(
    async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(this.#configuration),
  );
  readonly loadBalancing = once(
    async () =>
      new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(this.#configuration),
  );
  readonly s3 = once(
    async () => new (await import('@aws-sdk/client-s3')).S3({ ...this.#configuration, followRegionRedirects: false }),
  );
  readonly scaling = once(
    async () =>
      new (await import('@aws-sdk/client-application-auto-scaling')).ApplicationAutoScaling(this.#configuration),
  );
  readonly secrets = once(
    async () => new (await import('@aws-sdk/client-secrets-manager')).SecretsManager(this.#configuration),
  );
  readonly ssm = once(async () => new (await import('@aws-sdk/client-ssm')).SSM(this.#configuration));
  readonly sts = once(async () => new (await import('@aws-sdk/client-sts')).STS(this.#configuration));
}
