export { Cluster, type ClusterProps } from './cluster';
export { Ec2Capacity, type Ec2CapacityProps, type Market } from './ec2-capacity';
export { Service, type RequestSource, type ServiceProps } from './service';
export { ServiceScaling, type ServiceScalingProps } from './service-scaling';
export { TaskDefinition, type TaskDefinitionProps } from './task-definition';
