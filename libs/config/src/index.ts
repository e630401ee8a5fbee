export { contains, overlap, parseCidr, type Cidr } from './cidr';
export type { CiConfig, CiEnvironment } from './ci';
export { requireConsistency, SHARED_BOUNDARY } from './consistency';
export { ConfigurationError } from './configuration-error';
export type { DeployedService, DeployedTask, Deployment } from './deployed';
export type { DeploymentConfig } from './deployment';
export { parseEnvironment, type EnvironmentConfig, type EnvironmentInput } from './environment';
export { architectureOf, roomForTasks, type CpuArchitecture } from './instance-type';
export { type LocalConfig, type LocalInput, parseLocal } from './local';
export { groundParameter, type Ground } from './ground';
export { LOCAL, PREVIEW, previewRepository, SHARED } from './naming';
export { type NatMode, SUBNET_BITS } from './network';
export { parsePreview, PREVIEW_PORT, type PreviewConfig, type PreviewInput } from './preview';
export {
  PREVIEW_PLAN,
  isPreview,
  PREVIEW_PREFIX,
  PREVIEW_RULES,
  PREVIEW_VARIABLES,
  type PreviewPlan,
  previewName,
  previewRule,
} from './preview-name';
export { recurrencesOf, type Nights, type Recurrence } from './nights';
export { requireIntegerBetween, requireNameWithin } from './require';
export { parseShared, type SharedConfig, type SharedInput } from './shared';
export { hcpProjectOf, parseState, type StateConfig, type StateInput, stateSetting } from './state';
export { rotationSchedule } from './window';
