import { overlap } from './cidr';
import type { EnvironmentConfig } from './environment';
import { refuseForeignArns } from './foreign-arns';
import { addressesForTasks } from './network';
import type { Refuse } from './refuse';
import { hasRoom, type TaskGroup } from './room';
import { sizeOfSidecars } from './sidecars';
import { fargateSizeProblem, type TaskSize } from './task';

type Ec2Config = Extract<EnvironmentConfig['capacity'], { launchType: 'ec2' }>;

/** What there are tasks for. */
const ROLES = ['web', 'worker', 'scheduler', 'migrate'] as const;

/** What Docker gives to the containers of an instance. What has the same addresses elsewhere is out of their reach. */
const DOCKER_NETWORK = '172.17.0.0/16';

/**
 * Refuses what is right by itself and can't go together: AWS or Terraform would refuse it in the middle of an apply, or let it
 * pass and never work.
 */
export function refuseCombinations(config: EnvironmentConfig, refuse: Refuse): void {
  protection(config, refuse);
  certificate(config, refuse);
  previews(config, refuse);
  refuseForeignArns(config, refuse);
  networkMode(config, refuse);
  addresses(config, refuse);
  if (config.capacity.launchType === 'fargate') {
    fargateSizes(config, refuse);
    fargateSidecars(config, refuse);
  } else {
    onDemandBase(config.capacity, refuse);
    keyPair(config.capacity, refuse);
    dockerNetwork(config, refuse);
    room(config, config.capacity, refuse);
  }
}

function protection({ isProtected, removal }: EnvironmentConfig, refuse: Refuse): void {
  if (isProtected && removal === 'delete') {
    refuse(['isProtected'], `keeps data, and removal is 'delete': set removal to 'keep', or isProtected to false`);
  }
}

function certificate(config: EnvironmentConfig, refuse: Refuse): void {
  const { domain, hostedZone, certificateArn, loadBalancer } = config;
  if (hostedZone && certificateArn) {
    refuse(['hostedZone'], 'has a certificate made, and certificateArn names one: take one of them out');
  }
  if (hostedZone && !domain) {
    refuse(['hostedZone'], 'is for no host name: give domain as well');
  } else if (hostedZone && domain !== hostedZone && !domain?.endsWith(`.${hostedZone}`)) {
    refuse(['domain'], `is '${domain}', which is not in the zone '${hostedZone}': give a name in it, or its own zone`);
  }
  if (certificateArn && !domain) {
    refuse(['certificateArn'], 'is a certificate for no host name: give domain as well');
  }
  if (loadBalancer.extraCertificateArns.length > 0 && !certificateArn && !hostedZone) {
    refuse(
      ['loadBalancer', 'extraCertificateArns'],
      'are for more host names, and there is no first: give domain with hostedZone or certificateArn',
    );
  }
  for (const [index, { hosts, redirectTo }] of loadBalancer.rules.entries()) {
    if (redirectTo && redirectTo === domain && hosts.length === 0) {
      refuse(
        ['loadBalancer', 'rules', index, 'redirectTo'],
        `is '${domain}', which is where the requests come from: browsers would go in circles, name the hosts that it is for`,
      );
    }
  }
  if ([80, 443].includes(loadBalancer.testPort)) {
    refuse(['loadBalancer', 'testPort'], `is ${loadBalancer.testPort}, which serves users: choose another`);
  }
}

function previews(
  { previews: shared, hostedZone, isProtected, encryptionKey }: EnvironmentConfig,
  refuse: Refuse,
): void {
  if (!shared) {
    return;
  }
  if (isProtected) {
    refuse(
      ['previews'],
      'have their databases on the same server, and isProtected keeps its data: let an environment whose data may be lost share itself',
    );
  }
  if (hostedZone && shared.domain !== hostedZone && !shared.domain.endsWith(`.${hostedZone}`)) {
    refuse(
      ['previews', 'domain'],
      `is '${shared.domain}', which is not in the zone '${hostedZone}': give a name in it, or its own zone`,
    );
  }
  if (encryptionKey === 'own') {
    refuse(
      ['encryptionKey'],
      `is 'own', with which the tasks that make the databases of previews can't decrypt: set it to 'aws', or take previews out`,
    );
  }
}

function networkMode({ capacity, network, web }: EnvironmentConfig, refuse: Refuse): void {
  const { strategy } = web.deployment;
  if (capacity.launchType === 'fargate') {
    if (web.networkMode === 'bridge') {
      refuse(['web', 'networkMode'], `is 'bridge', which Fargate does not have: set it to 'awsvpc', or leave it out`);
    }
    return;
  }
  if (strategy !== 'rolling' && web.networkMode !== 'awsvpc') {
    refuse(
      ['web', 'deployment', 'strategy'],
      `is '${strategy}', for which ECS needs tasks with addresses of their own: set web.networkMode to 'awsvpc', or strategy to 'rolling'`,
    );
  }
  if (web.networkMode === 'awsvpc' && network.nat === 'none' && !network.interfaceEndpoints) {
    refuse(
      ['web', 'networkMode'],
      `is 'awsvpc', and without a NAT such a task reaches nothing: set network.nat to 'instance', 'single' or 'per-az', ` +
        `network.interfaceEndpoints to true, or web.networkMode to 'bridge'`,
    );
  }
}

/** Refuses tasks of a size that Fargate does not have. */
export function fargateSizes(config: Readonly<Record<(typeof ROLES)[number], TaskSize>>, refuse: Refuse): void {
  for (const role of ROLES) {
    const problem = fargateSizeProblem(config[role]);
    if (problem) {
      refuse([role, problem.field], problem.message);
    }
  }
}

/** On Fargate a task has so much, whatever stands in it. */
function fargateSidecars(config: EnvironmentConfig, refuse: Refuse): void {
  const sidecars = sizeOfSidecars(config.sidecars);
  const tooSmall = ROLES.find(
    (role) => config[role].cpu <= sidecars.cpu || config[role].memoryReservation <= sidecars.memoryReservation,
  );
  if (tooSmall) {
    const { cpu, memoryReservation } = config[tooSmall];
    refuse(
      ['sidecars'],
      `set aside ${sidecars.cpu} CPU units and ${sidecars.memoryReservation} MiB together, and a task of the role ${tooSmall} has ${cpu} and ` +
        `${memoryReservation} for all its containers: lower theirs, or raise ${tooSmall}.cpu or ${tooSmall}.memoryReservation`,
    );
  }
}

function onDemandBase(capacity: Ec2Config, refuse: Refuse): void {
  if (capacity.market === 'mixed' && capacity.onDemand.base > capacity.instances.max) {
    refuse(
      ['capacity', 'onDemand', 'base'],
      `is ${capacity.onDemand.base}, above instances.max (${capacity.instances.max}): lower it, or raise instances.max`,
    );
  }
}

function keyPair({ operatingSystem, keyPair: name }: Ec2Config, refuse: Refuse): void {
  if (operatingSystem === 'bottlerocket' && name !== undefined) {
    refuse(
      ['capacity', 'keyPair'],
      `is for SSH, which Bottlerocket does not serve: take it out, and open sessions of Systems Manager`,
    );
  }
}

function dockerNetwork({ network }: EnvironmentConfig, refuse: Refuse): void {
  if (overlap(network.cidr, DOCKER_NETWORK)) {
    refuse(
      ['network', 'cidr'],
      `is ${network.cidr}, and Docker gives ${DOCKER_NETWORK} to the containers of an instance, which would not reach what else has it: choose another`,
    );
  }
}

/** A task with an address of its own takes it from the subnet that it stands in, and so does an instance. */
function addresses(config: EnvironmentConfig, refuse: Refuse): void {
  const { capacity, network } = config;
  const tasks = tasksOfARelease(config).reduce((sum, { count, hasOwnAddress }) => sum + (hasOwnAddress ? count : 0), 0);
  const instances = capacity.launchType === 'ec2' ? capacity.instances.max : 0;
  const room = addressesForTasks(network);
  if (tasks + instances > room) {
    refuse(
      ['network', 'cidr'],
      `is ${network.cidr}, whose subnets have ${room} addresses for tasks and instances, and a release has ${tasks + instances} of them at once: ` +
        `take a larger range, or lower the tasks' max`,
    );
  }
}

/** A release starts new tasks beside the running ones, so there has to be room for more than the most that run. */
function room(config: EnvironmentConfig, capacity: Ec2Config, refuse: Refuse): void {
  const tasks = tasksOfARelease(config);
  const tooSmall = capacity.instanceTypes.find((type) => hasRoom(type, capacity.instances.max, tasks) === false);
  if (tooSmall) {
    const needed = tasks.map(
      ({ role, count, cpu, memoryReservation, hasOwnAddress }) =>
        `${count} × ${role} (${cpu} CPU units, ${memoryReservation} MiB${hasOwnAddress ? ', an address each' : ''})`,
    );
    refuse(
      ['capacity', 'instances', 'max'],
      `is ${capacity.instances.max}, and so many ${tooSmall} have no room for a release, which runs ${needed.join(', ')} at once: ` +
        `raise it, take a larger type, or lower the tasks' max, cpu or memoryReservation`,
    );
  }
}

function tasksOfARelease({ capacity, web, worker, scheduler, migrate, sidecars }: EnvironmentConfig): TaskGroup[] {
  const beside = sizeOfSidecars(sidecars);
  const size = ({ cpu, memoryReservation }: TaskSize): TaskSize => ({
    cpu: cpu + beside.cpu,
    memoryReservation: memoryReservation + beside.memoryReservation,
  });
  const webCount = web.deployment.strategy === 'rolling' ? web.tasks.max + 1 : web.tasks.max * 2;
  const hasOwnAddress = capacity.launchType === 'fargate';
  return [
    { ...size(web), role: 'web', count: webCount, hasOwnAddress: hasOwnAddress || web.networkMode === 'awsvpc' },
    ...(worker.enabled ? [{ ...size(worker), role: 'worker', count: worker.tasks.max + 1, hasOwnAddress }] : []),
    ...(scheduler.enabled ? [{ ...size(scheduler), role: 'scheduler', count: 1, hasOwnAddress }] : []),
    { ...size(migrate), role: 'migrate', count: 1, hasOwnAddress },
  ];
}
