import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import {
  AccessLogs,
  Alias,
  ApplicationLoadBalancer,
  BlueGreen,
  Certificate,
  ListenerRule,
  TargetGroup,
  WebFirewall,
} from '@laravel-ecs/load-balancer';
import type { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { Construct } from 'constructs';

export interface EntranceProps {
  readonly config: EnvironmentConfig;
  readonly vpc: Vpc;
  readonly groups: SecurityGroups;
}

/** How requests come in: the name, its certificate, the firewall, the load balancer and the groups of tasks behind it. */
export class Entrance extends Construct {
  /** Address of the application. */
  readonly url: string;

  /** Protocol of users. */
  readonly protocol: 'http' | 'https';

  readonly loadBalancer: ApplicationLoadBalancer;

  /** The group that tasks are registered in first. */
  readonly targetGroup: TargetGroup;

  /** That group, and the other one where a deployment moves requests between two. */
  readonly targetGroups: readonly TargetGroup[];

  /** The rules by which ECS moves requests, where a deployment is not rolling. */
  readonly blueGreen: BlueGreen | undefined;

  readonly #props: EntranceProps;

  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    this.#props = props;
    const { config, vpc, groups } = props;
    const { domain, hostedZone, loadBalancer: settings, web, previews } = config;

    this.targetGroup = this.#targetGroup('Target');
    const zoneId = hostedZone ? new DataAwsRoute53Zone(this, 'Zone', { name: hostedZone }).zoneId : undefined;
    const certificateArn =
      zoneId && domain ? new Certificate(this, 'Certificate', { domain, zoneId }).arn : config.certificateArn;
    const ofPreviews = zoneId && previews ? `*.${previews.domain}` : undefined;
    const previewsArn =
      zoneId && ofPreviews
        ? new Certificate(this, 'PreviewsCertificate', { domain: ofPreviews, zoneId }).arn
        : undefined;
    const { enabled: isLogging, retentionDays } = settings.accessLogs;
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      securityGroup: groups.web,
      target: this.targetGroup,
      certificateArn,
      extraCertificateArns: [...settings.extraCertificateArns, ...(previewsArn ? [previewsArn] : [])],
      accessLogs: isLogging
        ? new AccessLogs(this, 'AccessLogs', { name: vpc.name, retentionDays, removal: config.removal })
        : undefined,
      isProtected: config.isProtected,
    });
    if (zoneId && domain) {
      new Alias(this, 'Alias', { domain, zoneId, loadBalancer: this.loadBalancer });
    }
    if (zoneId && ofPreviews) {
      new Alias(this, 'PreviewsAlias', { domain: ofPreviews, zoneId, loadBalancer: this.loadBalancer });
    }
    if (settings.firewall.enabled) {
      const { rateLimit } = settings.firewall;
      new WebFirewall(this, 'Firewall', { name: vpc.name, loadBalancer: this.loadBalancer, rateLimit });
    }
    for (const [index, { hosts, paths, redirectTo, respond = 404 }] of settings.rules.entries()) {
      new ListenerRule(this, `Rule${index}`, {
        listenerArn: this.loadBalancer.listenerArn,
        range: 'environment',
        index,
        hosts,
        paths,
        action: redirectTo === undefined ? { respond } : { redirectTo },
      });
    }
    if (web.deployment.strategy !== 'rolling') {
      const green = this.#targetGroup('Green');
      this.targetGroups = [this.targetGroup, green];
      this.blueGreen = new BlueGreen(this, 'BlueGreen', {
        loadBalancer: this.loadBalancer,
        blue: this.targetGroup,
        green,
        testPort: settings.testPort,
      });
      for (const address of config.operatorAddresses) {
        groups.web.allowFromCidr(address, settings.testPort, `Tests from ${address}`);
      }
    } else {
      this.targetGroups = [this.targetGroup];
    }
    this.protocol = certificateArn ? 'https' : 'http';
    this.url = `${this.protocol}://${domain ?? this.loadBalancer.dnsName}`;
  }

  #targetGroup(id: string): TargetGroup {
    const { config, vpc } = this.#props;
    const { capacity, web, loadBalancer } = config;
    return new TargetGroup(this, id, {
      vpc,
      port: web.containerPort,
      protocol: web.containerProtocol,
      targetType: capacity.launchType === 'fargate' || web.networkMode === 'awsvpc' ? 'ip' : 'instance',
      stickiness: loadBalancer.stickiness,
      healthCheckPath: web.healthCheckPath,
    });
  }
}
