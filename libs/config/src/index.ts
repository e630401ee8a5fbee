export { contains, overlap, parseCidr, type Cidr } from './cidr';
export { requireConsistency } from './consistency';
export { ConfigurationError } from './configuration-error';
export { parseEnvironment, type EnvironmentConfig, type EnvironmentInput } from './environment';
export { architectureOf, roomForTasks, type CpuArchitecture } from './instance-type';
export { SHARED } from './naming';
export type { NatMode } from './network';
export { requireIntegerBetween, requireNameWithin } from './require';
export { parseShared, type SharedConfig, type SharedInput } from './shared';
