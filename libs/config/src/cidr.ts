import { BlockList } from 'node:net';

/** A range of IPv4 addresses in CIDR notation, taken apart. */
export interface Cidr {
  /** Its first address: `10.10.0.0`. */
  readonly address: string;

  /** Length of its prefix, 0 to 32: the smaller, the more addresses. */
  readonly prefix: number;
}

const PATTERN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/**
 * Takes `10.10.0.0/16` apart; undefined where the text is no range in CIDR notation, or has bits set after its prefix
 * (`10.10.0.1/16`), which AWS rewrites and Terraform then reports as a difference.
 */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = PATTERN.exec(text)?.slice(1).map(Number);
  if (!numbers) {
    return undefined;
  }
  const prefix = numbers.pop() ?? 0;
  if (prefix > 32 || numbers.some((octet) => octet > 255)) {
    return undefined;
  }
  const value = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
  return value % 2 ** (32 - prefix) === 0 ? { address: numbers.join('.'), prefix } : undefined;
}

/** Whether the two ranges share an address. */
export function overlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

/** Whether the first address of `inner` lies in `outer`: of two ranges that overlap, one holds the other's first. */
export function contains(outer: string, inner: string): boolean {
  const [range, { address }] = [requireCidr(outer), requireCidr(inner)];
  const addresses = new BlockList();
  addresses.addSubnet(range.address, range.prefix);
  return addresses.check(address);
}

function requireCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) {
    throw new RangeError(`'${text}' is no IPv4 range in CIDR notation, such as 10.10.0.0/16`);
  }
  return cidr;
}
