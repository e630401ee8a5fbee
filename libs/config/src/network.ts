import type { z } from 'zod';
import { contains, parseCidr } from './cidr';
import { flag, integer, object, oneOf, text } from './fields';

/** Address ranges for private networks, and the one for carriers that AWS allows as well. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

const allowedCidr = `a private IPv4 range of size /16 to /24 with no bits after its prefix, such as '10.10.0.0/16'`;

/** Bits that a subnet's prefix is longer than its network's: a network is cut into eight equal parts. */
export const SUBNET_BITS = 3;

/** Addresses of a subnet that are not for tasks: AWS keeps five, and the load balancer, endpoints and data stores take some. */
const TAKEN_ADDRESSES = 16;

/** How many tasks can have an address of their own in the subnets of one kind. */
export function addressesForTasks({ cidr, availabilityZones }: NetworkConfig): number {
  const { prefix = 0 } = parseCidr(cidr) ?? {};
  return availabilityZones * (2 ** (32 - prefix - SUBNET_BITS) - TAKEN_ADDRESSES);
}

/** The environment's own network. */
export const networkSchema = object({
  /**
   * Addresses of the VPC. No two environments may share one.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  cidr: text(/./, allowedCidr).refine(isPrivateNetwork, { error: `must be ${allowedCidr}` }),

  /** Over how many availability zones the subnets are spread, 2 or 3: a load balancer needs two. */
  availabilityZones: integer(2, 3, 'availability zones').default(2),

  /**
   * How private subnets reach the internet: not at all, by one small instance, by one NAT gateway, or by one in each
   * availability zone. With `none`, instances stand in the public subnets, closed to the world by their security groups.
   */
  nat: oneOf('none', 'instance', 'single', 'per-az').default('single'),

  /** Whether everything has IPv6 addresses, too. Private subnets then reach out over IPv6, and nobody reaches in. */
  ipv6: flag().default(false),

  /**
   * Whether the APIs of AWS that tasks and instances need have endpoints in the private subnets, so that those need no way to
   * the internet.
   */
  interfaceEndpoints: flag().default(false),

  /** Whether it is written down who talked to whom, for as long as logs are kept. */
  flowLogs: flag().default(false),
});

/** The environment's own network. */
type NetworkConfig = z.output<typeof networkSchema>;

/** How the private subnets reach the internet. */
export type NatMode = NetworkConfig['nat'];

function isPrivateNetwork(cidr: string): boolean {
  const { prefix = 0 } = parseCidr(cidr) ?? {};
  return prefix >= 16 && prefix <= 24 && PRIVATE_RANGES.some((range) => contains(range, cidr));
}
