import { SUBNET_BITS } from '@laravel-ecs/config';
import { Fn } from 'cdktf';

/** The first of the parts that are for private subnets: of the eight, three may be public and three private. */
const FIRST_PRIVATE = 4;

/**
 * Addresses of the public subnet in the n-th availability zone, counted from 0.
 *
 * The parts don't depend on how many zones are in use, so a third zone moves no subnet.
 */
export function publicCidr(vpcCidr: string, zone: number): string {
  return Fn.cidrsubnet(vpcCidr, SUBNET_BITS, zone);
}

/** Addresses of the private subnet in the n-th availability zone, counted from 0. */
export function privateCidr(vpcCidr: string, zone: number): string {
  return Fn.cidrsubnet(vpcCidr, SUBNET_BITS, FIRST_PRIVATE + zone);
}

/** Bits that a subnet's IPv6 prefix is longer than its network's: from the /56 that AWS gives to the /64 that it takes. */
const NEW_IPV6_BITS = 8;

/** The IPv6 addresses that go with {@link publicCidr} and {@link privateCidr}. */
export function ipv6Cidr(vpcCidr: string, kind: 'Public' | 'Private', zone: number): string {
  return Fn.cidrsubnet(vpcCidr, NEW_IPV6_BITS, kind === 'Public' ? zone : FIRST_PRIVATE + zone);
}
