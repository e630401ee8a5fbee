export { SecurityGroup, type Ports, type SecurityGroupProps } from './security-group';
export { SecurityGroups, type SecurityGroupsProps } from './security-groups';
export { Vpc, type VpcProps } from './vpc';
