export type { Capacity } from './capacity';
export { Cluster, type ClusterProps } from './cluster';
export type { Container, LogDestination } from './container';
export { Ec2Capacity, type Ec2CapacityProps } from './ec2-capacity';
export { FargateCapacity, type FargateCapacityProps } from './fargate-capacity';
export type { Market } from './market';
export type { OperatingSystemName } from './operating-system';
export { Service, type RequestSource, type ServiceProps } from './service';
export {
  ServiceScaling,
  type MeasuredRequests,
  type ScalingTargets,
  type ServiceScalingProps,
} from './service-scaling';
export { placementIn, type TaskPlacement } from './task-placement';
export { TaskDefinition, type NetworkMode, type TaskDefinitionProps } from './task-definition';
