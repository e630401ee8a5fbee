import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { Vpc } from '@laravel-ecs/network';
import { synthesize } from '@laravel-ecs/testing';
import { TargetGroup, type TargetGroupProps } from './target-group';

const synth = (changes: Partial<TargetGroupProps> = {}) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16' });
    new TargetGroup(stack, 'Target', { vpc, healthCheckPath: '/up', port: 8080, ...changes });
  });

describe('TargetGroup', () => {
  test('asks targets for their health, and gives them 30 s to finish', () => {
    expect(synth()).toHaveResourceWithProperties(LbTargetGroup, {
      target_type: 'instance',
      protocol: 'HTTP',
      deregistration_delay: '30',
      health_check: expect.objectContaining({ path: '/up', matcher: '200' }),
    });
  });

  test('can be replaced while a listener uses it', () => {
    expect(synth()).toHaveResourceWithProperties(LbTargetGroup, {
      name_prefix: 'web-',
      lifecycle: { create_before_destroy: true },
    });
  });

  test('takes another delay', () => {
    expect(synth({ deregistrationDelay: 0 })).toHaveResourceWithProperties(LbTargetGroup, {
      deregistration_delay: '0',
    });
  });

  test('speaks TLS with targets, for their health as well', () => {
    expect(synth({ protocol: 'HTTPS', port: 8443 })).toHaveResourceWithProperties(LbTargetGroup, {
      protocol: 'HTTPS',
      port: 8443,
      health_check: expect.objectContaining({ protocol: 'HTTPS' }),
    });
  });

  test('has tasks with addresses of their own for targets', () => {
    expect(synth({ targetType: 'ip' })).toHaveResourceWithProperties(LbTargetGroup, { target_type: 'ip' });
  });

  test('leads a browser to the same target only where it is told so', () => {
    expect(synth({ stickiness: 3600 })).toHaveResourceWithProperties(LbTargetGroup, {
      stickiness: { type: 'lb_cookie', cookie_duration: 3600 },
    });
    expect(synth()).not.toContain('stickiness');
    expect(() => synth({ stickiness: 0 })).toThrow('stickiness must be a whole number from 1 to 604800, got 0');
  });

  test.each([-1, 3601, 0.5])('refuses a delay of %p seconds', (deregistrationDelay) => {
    expect(() => synth({ deregistrationDelay })).toThrow(
      `deregistrationDelay must be a whole number from 0 to 3600, got ${deregistrationDelay}`,
    );
  });

  test('refuses a port that is none', () => {
    expect(() => synth({ port: 0 })).toThrow('port must be a whole number from 1 to 65535, got 0');
  });

  test('refuses a health check path that is none', () => {
    expect(() => synth({ healthCheckPath: 'up' })).toThrow("healthCheckPath must begin with '/', got 'up'");
  });
});
