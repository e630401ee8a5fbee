import { INSTANCE_TYPE, roomForTasks } from './instance-type';

/** Tasks of one role, all of one size. */
export interface TaskGroup {
  /** The role: `web`. */
  readonly role: string;

  /** How many there are at the most, while a release replaces them. */
  readonly count: number;

  /** CPU units and MiB that are set aside for each. */
  readonly cpu: number;
  readonly memoryReservation: number;

  /** Whether each takes a network interface of its instance for itself. */
  readonly hasOwnAddress: boolean;
}

/**
 * Whether the tasks find room on so many instances of a type, the largest placed first. Undefined for a type whose size is
 * not known: then nothing can be said.
 */
export function hasRoom(instanceType: string, instances: number, tasks: readonly TaskGroup[]): boolean | undefined {
  const room = roomForTasks(instanceType);
  if (!room) {
    return undefined;
  }
  const free = Array.from({ length: instances }, () => ({ ...room, addresses: addressesForTasks(instanceType) }));
  const largestFirst = [...tasks].sort((one, other) => other.memoryReservation - one.memoryReservation);
  return largestFirst.every(({ count, cpu, memoryReservation, hasOwnAddress }) => {
    let left = count;
    for (const instance of free) {
      const fit = Math.min(
        left,
        Math.floor(instance.memory / memoryReservation),
        Math.floor(instance.cpu / cpu),
        hasOwnAddress ? instance.addresses : Infinity,
      );
      instance.memory -= fit * memoryReservation;
      instance.cpu -= fit * cpu;
      instance.addresses -= hasOwnAddress ? fit : 0;
      left -= fit;
    }
    return left === 0;
  });
}

/** Network interfaces by size, where the type is one of many of its family. The smallest t3a have one less. */
const INTERFACES: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 3,
  medium: 3,
  large: 3,
  xlarge: 4,
  '2xlarge': 4,
};

/** What the larger sizes have, at the least. */
const INTERFACES_OF_LARGER = 8;

/**
 * How many tasks of an instance can have an address of their own: one interface is the instance's. Interfaces beyond these
 * (trunking) are a setting of the account, which can't be seen here.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
 */
function addressesForTasks(instanceType: string): number {
  const [, family, , capabilities, size = ''] = INSTANCE_TYPE.exec(instanceType) ?? [];
  const hasOneLess = (family !== 't' && size === 'medium') || (capabilities === 'a' && size === 'small');
  return (INTERFACES[size] ?? INTERFACES_OF_LARGER) - (hasOneLess ? 2 : 1);
}
