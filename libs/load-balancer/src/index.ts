export { ApplicationLoadBalancer, type ApplicationLoadBalancerProps } from './application-load-balancer';
export { TargetGroup, type TargetGroupProps } from './target-group';
