import { Fn } from 'cdktf';

/** Bits that a subnet's prefix is longer than its network's: eight equal parts, of which three may be public, three private. */
const NEW_BITS = 3;

/** The first of the parts that are for private subnets. */
const FIRST_PRIVATE = 4;

/**
 * Addresses of the public subnet in the n-th availability zone, counted from 0.
 *
 * The parts don't depend on how many zones are in use, so a third zone moves no subnet.
 */
export function publicCidr(vpcCidr: string, zone: number): string {
  return Fn.cidrsubnet(vpcCidr, NEW_BITS, zone);
}

/** Addresses of the private subnet in the n-th availability zone, counted from 0. */
export function privateCidr(vpcCidr: string, zone: number): string {
  return Fn.cidrsubnet(vpcCidr, NEW_BITS, FIRST_PRIVATE + zone);
}
