import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { commandThatMakes } from '../environment/made-by';
import { describeServices } from '../release/rollout';
import { askedOf } from '../secrets/asked';
import { type Check, isMissing, type Looked, NotLooked, type Problem } from './check';

/** How soon a certificate may expire, in milliseconds. */
const SOON = 14 * 86_400_000;

/** The credentials are of the account that the environment is in. */
const account: Check = {
  name: 'credentials and account',
  async find({ environment: { aws, deployment } }) {
    const sts = await aws.sts();
    const { Account } = await sts.getCallerIdentity({});
    const [, , , , owner] = deployment.applicationSecret.split(':');
    return Account === owner
      ? []
      : [
          {
            problem: `your credentials are of account ${Account}, and ${deployment.environment} is in ${owner}`,
            mend: 'choose the profile of that account by AWS_PROFILE',
          },
        ];
  },
};

/** Docker's words for what ECS calls processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' };

/** The image is there, and built for the processor that the tasks ask for. */
const image: Check = {
  name: 'image for the processor',
  async find({ reference, image: found, revisions }) {
    if (!reference) {
      throw new NotLooked('no image is named, and none is released');
    }
    if (!found) {
      return [{ problem: `there is no image '${reference}'`, mend: 'push it, or let `ship deploy` build it' }];
    }
    const built = found.architectures;
    if (!built) {
      throw new NotLooked('the image is of one manifest, which does not name a processor');
    }
    const wanted = new Set(
      [...revisions.values()].map(
        ({ definition }) => ARCHITECTURES[definition.runtimePlatform?.cpuArchitecture ?? 'X86_64'] ?? 'amd64',
      ),
    );
    return [...wanted]
      .filter((architecture) => !built.includes(architecture))
      .map((architecture) => ({
        problem: `the image is built for ${built.join(', ')}, and the tasks need ${architecture}`,
        mend: 'build it for both: `docker buildx bake --push` in php-app',
      }));
  },
};

/** Every secret that the tasks ask for has a value. */
const secrets: Check = {
  name: 'secrets with values',
  async find({ environment, revisions }) {
    const manager = await environment.aws.secrets();
    const problems = await Promise.all(
      [...askedOf(revisions.values())].map(([arn, keys]) => lacking(manager, arn, [...keys], environment.name)),
    );
    return problems.flat();
  },
};

async function lacking(
  manager: SecretsManager,
  arn: string,
  keys: readonly string[],
  environment: string,
): Promise<readonly Problem[]> {
  const name = arn.split(':secret:')[1]?.replace(/-[A-Za-z0-9]{6}$/, '') ?? arn;
  let value: string | undefined;
  try {
    value = (await manager.getSecretValue({ SecretId: arn })).SecretString;
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  const fields = fieldsOf(value);
  return keys
    .filter((key) => (key ? !fields[key] : !value))
    .map((key) => ({
      problem: `the secret ${name} has no value${key ? ` of ${key}` : ''}`,
      mend:
        key === 'APP_KEY'
          ? `npx ship secrets set ${environment} APP_KEY --generate-app-key`
          : name.endsWith('/application')
            ? `npx ship secrets set ${environment} ${key}`
            : commandThatMakes(environment),
    }));
}

function fieldsOf(value: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(value ?? '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** ECS may take on the roles that start the tasks and that run in them. */
const roles: Check = {
  name: 'roles that ECS may assume',
  async find({ environment, revisions }) {
    const iam = await environment.aws.iam();
    const arns = new Set(
      [...revisions.values()].flatMap(({ definition }) =>
        [definition.executionRoleArn, definition.taskRoleArn].flatMap((arn) => arn ?? []),
      ),
    );
    const problems = await Promise.all(
      [...arns].map(async (arn): Promise<readonly Problem[]> => {
        const RoleName = arn.split('/').pop() ?? '';
        const mend = commandThatMakes(environment.name);
        try {
          const { Role } = await iam.getRole({ RoleName });
          const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
          return trust.includes('ecs-tasks.amazonaws.com')
            ? []
            : [{ problem: `ECS may not assume the role ${RoleName}`, mend }];
        } catch (error) {
          if (isMissing(error)) {
            return [{ problem: `the role ${RoleName} is gone`, mend }];
          }
          throw error;
        }
      }),
    );
    return problems.flat();
  },
};

/** Containers that can't write their log do not start. */
const logGroups: Check = {
  name: 'log groups',
  async find({ environment }) {
    const logs = await environment.aws.logs();
    const groups = [...new Set(Object.values(environment.tasks).map(({ logGroup }) => logGroup))];
    const there = await Promise.all(groups.map((group) => exists(logs, group)));
    return groups
      .filter((_, index) => !there[index])
      .map((group) => ({ problem: `the log group ${group} is gone`, mend: commandThatMakes(environment.name) }));
  },
};

async function exists(logs: CloudWatchLogs, group: string): Promise<boolean> {
  const { logGroups: found = [] } = await logs.describeLogGroups({ logGroupNamePrefix: group });
  return found.some(({ logGroupName }) => logGroupName === group);
}

/** There is room for one task more, or the cluster may grow. */
const capacity: Check = {
  name: 'capacity for one task more',
  async find({ environment, revisions }) {
    const { aws, deployment } = environment;
    const web = revisions.get('web')?.definition;
    if (!web || web.requiresCompatibilities?.includes('FARGATE')) {
      return [];
    }
    const ecs = await aws.ecs();
    const { containerInstanceArns = [] } = await ecs.listContainerInstances({
      cluster: deployment.cluster,
      status: 'ACTIVE',
    });
    const { containerInstances = [] } =
      containerInstanceArns.length > 0
        ? await ecs.describeContainerInstances({
            cluster: deployment.cluster,
            containerInstances: containerInstanceArns,
          })
        : {};
    const containers = web.containerDefinitions ?? [];
    const needs = {
      CPU: Number(web.cpu ?? sum(containers.map(({ cpu }) => cpu))),
      MEMORY: Number(web.memory ?? sum(containers.map(({ memoryReservation, memory }) => memoryReservation ?? memory))),
    };
    const fits = containerInstances.some(({ remainingResources = [] }) =>
      Object.entries(needs).every(
        ([name, need]) => (remainingResources.find((each) => each.name === name)?.integerValue ?? 0) >= need,
      ),
    );
    if (fits || (await mayGrow(environment))) {
      return [];
    }
    return [
      {
        problem: `no instance has room for one more task of web (${needs.CPU} CPU units, ${needs.MEMORY} MiB), and there are as many instances as there may be`,
        mend: 'raise capacity.instances.max in the environment’s file, or choose larger instance types',
      },
    ];
  },
};

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((all, each) => all + (each ?? 0), 0);
}

async function mayGrow({ aws, deployment }: Looked['environment']): Promise<boolean> {
  const ecs = await aws.ecs();
  const { capacityProviders = [] } = await ecs.describeCapacityProviders({
    capacityProviders: [deployment.capacityProvider],
  });
  const group = capacityProviders[0]?.autoScalingGroupProvider?.autoScalingGroupArn?.split('autoScalingGroupName/')[1];
  if (!group) {
    return true;
  }
  const scaling = await aws.autoScaling();
  const { AutoScalingGroups = [] } = await scaling.describeAutoScalingGroups({ AutoScalingGroupNames: [group] });
  const [found] = AutoScalingGroups;
  return (found?.DesiredCapacity ?? 0) < (found?.MaxSize ?? 0);
}

/** Browsers take the certificate of the load balancer, and go on doing so. */
const certificate: Check = {
  name: 'certificate',
  async find({ environment }) {
    const { aws, deployment } = environment;
    if (!deployment.url.startsWith('https:')) {
      return [];
    }
    const services = await describeServices(environment);
    const groups = [...services.values()].flatMap(({ loadBalancers = [] }) =>
      loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    );
    const balancing = await aws.loadBalancing();
    const { TargetGroups = [] } = await balancing.describeTargetGroups({ TargetGroupArns: groups });
    const balancers = [...new Set(TargetGroups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))];
    const listeners = await Promise.all(
      balancers.map((LoadBalancerArn) => balancing.describeListeners({ LoadBalancerArn })),
    );
    const arns = listeners
      .flatMap(({ Listeners = [] }) => Listeners)
      // The first is the listener's own, which clients get that name no host.
      .flatMap(({ Certificates = [] }) =>
        Certificates.slice(0, 1).flatMap(({ CertificateArn }) => CertificateArn ?? []),
      );
    const acm = await aws.certificates();
    const problems = await Promise.all(
      arns.map(async (CertificateArn): Promise<readonly Problem[]> => {
        const { Certificate } = await acm.describeCertificate({ CertificateArn }).catch((error: unknown) => {
          if (isMissing(error)) {
            return { Certificate: undefined };
          }
          throw error;
        });
        if (!Certificate) {
          return [{ problem: `the certificate ${CertificateArn} is gone`, mend: commandThatMakes(environment.name) }];
        }
        const expires = Certificate.NotAfter?.getTime() ?? Number.POSITIVE_INFINITY;
        if (Certificate.Status !== 'ISSUED') {
          return [
            {
              problem: `the certificate of ${Certificate.DomainName} is ${Certificate.Status}`,
              mend: `${commandThatMakes(environment.name)}, and look at its validation in ACM`,
            },
          ];
        }
        return expires - Date.now() < SOON
          ? [
              {
                problem: `the certificate of ${Certificate.DomainName} expires ${new Date(expires).toISOString()}`,
                mend: 'look in ACM why it is not renewed',
              },
            ]
          : [];
      }),
    );
    return problems.flat();
  },
};

/** All that a release needs. */
export const CHECKS: readonly Check[] = [account, image, secrets, roles, logGroups, capacity, certificate];
