/** Processor of an instance, in ECS's words. */
export type CpuArchitecture = 'X86_64' | 'ARM64';

/** `t3.small`, `m7g.2xlarge`: the family's letters, generation, capabilities and the size. */
export const INSTANCE_TYPE =
  /^([a-z]+)(\d+)([a-z]*(?:-[a-z]+)?)\.(nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/;

/** What an instance type offers to tasks. */
export interface InstanceRoom {
  /** CPU units: 1,024 are one vCPU. */
  readonly cpu: number;

  /** Memory that tasks may reserve, in MiB, estimated on the safe side. */
  readonly memory: number;
}

/** GiB of memory for each vCPU, in the families where that is regular. */
const MEMORY_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** The first generation whose sizes follow {@link MEMORY_PER_VCPU}: c4 and m3, say, are odd. */
const FIRST_REGULAR_GENERATION = 5;

/** vCPU and GiB of memory of the burstable sizes since t3. */
const BURSTABLE: Readonly<Record<string, readonly [vcpu: number, memory: number]>> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  '2xlarge': [8, 32],
};

/** Share of an instance's memory that is sure to be left to tasks: the kernel, the system and the ECS agent take the rest. */
const SHARE_FOR_TASKS = 0.9;

/**
 * What tasks may reserve on an instance of the type.
 *
 * @returns undefined for a type whose size is not known: then nothing can be checked
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
export function roomForTasks(instanceType: string): InstanceRoom | undefined {
  const [vcpu, gibibytes] = sizeOf(instanceType) ?? [];
  return vcpu && gibibytes ? { cpu: vcpu * 1024, memory: Math.floor(gibibytes * 1024 * SHARE_FOR_TASKS) } : undefined;
}

function sizeOf(instanceType: string): readonly [vcpu: number, memory: number] | undefined {
  const [, family = '', generation, , size = ''] = INSTANCE_TYPE.exec(instanceType) ?? [];
  if (family === 't') {
    return Number(generation) >= 3 ? BURSTABLE[size] : undefined;
  }
  const ratio = MEMORY_PER_VCPU[family];
  const vcpu = virtualProcessors(size);
  return ratio && vcpu && Number(generation) >= FIRST_REGULAR_GENERATION ? [vcpu, vcpu * ratio] : undefined;
}

/**
 * The processor of a type: Graviton where the letters behind the generation begin with `g`, as in `t4g` and `c7gn`.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): CpuArchitecture {
  const capabilities = INSTANCE_TYPE.exec(instanceType)?.[3] ?? '';
  return capabilities.startsWith('g') ? 'ARM64' : 'X86_64';
}

function virtualProcessors(size: string): number | undefined {
  if (size === 'medium') {
    return 1;
  }
  if (size === 'large') {
    return 2;
  }
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  return times === undefined ? undefined : 4 * Number(times || 1);
}
