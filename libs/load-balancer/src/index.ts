export { AccessLogs, type AccessLogsProps } from './access-logs';
export { Alias, type AliasProps } from './alias';
export { ApplicationLoadBalancer, type ApplicationLoadBalancerProps } from './application-load-balancer';
export { BlueGreen, type BlueGreenProps } from './blue-green';
export { Certificate, type CertificateProps } from './certificate';
export { ListenerRule, PRIORITIES, type ListenerRuleProps, type RuleAction } from './listener-rule';
export { TargetGroup, type TargetGroupProps } from './target-group';
export { WebFirewall, type WebFirewallProps } from './web-firewall';
