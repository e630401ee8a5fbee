import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerCertificate } from '@cdktf/provider-aws/lib/lb-listener-certificate';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ApplicationLoadBalancer, type ApplicationLoadBalancerProps } from './application-load-balancer';
import { TargetGroup } from './target-group';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678';

type Changes = Partial<ApplicationLoadBalancerProps> & { readonly name?: string; readonly ipv6?: boolean };

const synth = ({ name = 'laravel-dev', ipv6 = false, ...changes }: Changes = {}) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16', ipv6 });
    const { web } = new SecurityGroups(stack, 'Groups', { vpc });
    const target = new TargetGroup(stack, 'Target', { vpc, healthCheckPath: '/up', port: 8080 });
    new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, securityGroup: web, target, ...changes });
  });

const actions = (json: string) =>
  Object.fromEntries(
    resourcesOf(json, LbListener).map(({ port, default_action: action }) => [
      port,
      (action as [{ type: string }])[0].type,
    ]),
  );

describe('ApplicationLoadBalancer', () => {
  test('stands in the public subnets with the group of the world, and no other', () => {
    const [loadBalancer] = resourcesOf(synth(), Lb);
    expect(loadBalancer?.['subnets']).toEqual([
      expect.stringContaining('Network_PublicSubnet0'),
      expect.stringContaining('Network_PublicSubnet1'),
    ]);
    expect(loadBalancer?.['security_groups']).toEqual([expect.stringContaining('Groups_Web')]);
  });

  test('drops headers that are none', () => {
    expect(synth()).toHaveResourceWithProperties(Lb, { drop_invalid_header_fields: true });
  });

  test('refuses to be deleted where it is protected', () => {
    expect(synth({ isProtected: true })).toHaveResourceWithProperties(Lb, { enable_deletion_protection: true });
    expect(synth()).toHaveResourceWithProperties(Lb, { enable_deletion_protection: false });
  });

  test('serves HTTP without a certificate', () => {
    expect(actions(synth())).toEqual({ 80: 'forward' });
  });

  test('with a certificate serves HTTPS, and HTTP redirects there', () => {
    const json = synth({ certificateArn: CERTIFICATE });
    expect(actions(json)).toEqual({ 80: 'redirect', 443: 'forward' });
    expect(json).toHaveResourceWithProperties(LbListener, {
      port: 443,
      protocol: 'HTTPS',
      certificate_arn: CERTIFICATE,
      ssl_policy: expect.stringContaining('TLS13'),
    });
  });

  test('has IPv6 addresses, too, where its network has', () => {
    expect(synth({ ipv6: true })).toHaveResourceWithProperties(Lb, { ip_address_type: 'dualstack' });
    expect(resourcesOf(synth(), Lb)[0]).not.toHaveProperty('ip_address_type');
  });

  test('takes no request that a task could read in another way than it did', () => {
    expect(synth()).toHaveResourceWithProperties(Lb, { desync_mitigation_mode: 'defensive' });
  });

  test('serves more host names by certificates of their own', () => {
    const extraCertificateArns = [`${CERTIFICATE}a`, `${CERTIFICATE}b`];
    const json = synth({ certificateArn: CERTIFICATE, extraCertificateArns });
    expect(resourcesOf(json, LbListenerCertificate).map((certificate) => certificate['certificate_arn'])).toEqual(
      extraCertificateArns,
    );
    expect(() => synth({ extraCertificateArns })).toThrow('give certificateArn for the first');
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => synth({ name: 'x'.repeat(33) })).toThrow(
      `the load balancer '${'x'.repeat(33)}' has 33 characters, AWS allows 32`,
    );
  });
});
