import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { ClientConfiguration } from './life';

/** What a file says of an environment on instances that has all it can have and the emulator can carry. */
export const EVERYTHING = `{
    name: 'staging',
    aws: { region: 'us-east-1' },
    network: { cidr: '10.20.0.0/16', nat: 'instance', ipv6: true, interfaceEndpoints: true, flowLogs: true },
    capacity: {
      market: 'mixed',
      instanceTypes: ['t4g.small'],
      instances: { min: 1, max: 4 },
      operatingSystem: 'bottlerocket',
      protectTasks: true,
    },
    web: { containerProtocol: 'HTTPS', scaling: { cpu: 50, memory: 70, requestsPerTask: 600 } },
    sessions: { store: 'memcached', nodes: 2, maxItemSize: 4, maintenanceWindow: 'sun:03:00-sun:04:00' },
    domain: 'shop.example.com',
    hostedZone: 'example.com',
    loadBalancer: {
      extraCertificateArns: ['arn:aws:acm:us-east-1:123456789012:certificate/extra'],
      rules: [
        { hosts: ['example.com'], redirectTo: 'shop.example.com' },
        { paths: ['/horizon/*'], respond: 404 },
      ],
      stickiness: 3600,
      firewall: { enabled: true },
      accessLogs: { enabled: true },
    },
    sidecars: [
      {
        name: 'router',
        image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable',
        memoryReservation: 32,
        readonlyRootFilesystem: false,
        logRouter: { Name: 'http', Host: 'logs.example.com' },
      },
    ],
    permissions: [{ actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::uploads/*'] }],
    operatorAddresses: ['203.0.113.7/32'],
    alarms: { emails: ['on-call@example.com'] },
    monthlyBudget: 100,
    encryptionKey: 'own',
    permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    nights: { stop: '20:00', start: '07:00', timezone: 'Europe/Berlin' },
    removal: 'delete',
  }`;

/** Makes the zone of its domain. */
export async function makeZone(configuration: ClientConfiguration): Promise<void> {
  const zones = new Route53Client(configuration);
  await zones.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'e2e' }));
}
