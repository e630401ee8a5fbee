import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ListenerRule, type ListenerRuleProps, PRIORITIES } from './listener-rule';
import { TargetGroup } from './target-group';

const synth = (changes: Partial<ListenerRuleProps> = {}) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16' });
    const target = new TargetGroup(stack, 'Target', { vpc, healthCheckPath: '/up', port: 8080 });
    const listenerArn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/1/2';
    new ListenerRule(stack, 'Rule', {
      listenerArn,
      range: 'environment',
      index: 0,
      action: { forwardTo: target },
      ...changes,
    });
  });

describe('ListenerRule', () => {
  test('leads hosts and paths to a group of their own', () => {
    expect(synth({ hosts: ['admin.example.com'], paths: ['/api/*'] })).toHaveResourceWithProperties(LbListenerRule, {
      condition: [{ host_header: { values: ['admin.example.com'] } }, { path_pattern: { values: ['/api/*'] } }],
      action: [{ type: 'forward', target_group_arn: expect.stringContaining('Target') }],
    });
  });

  test('sends browsers on to another host, with path and query as they are', () => {
    const [rule] = resourcesOf(
      synth({ hosts: ['a.example.com'], action: { redirectTo: 'b.example.com' } }),
      LbListenerRule,
    );
    expect(rule?.['action']).toEqual([
      { type: 'redirect', redirect: { host: 'b.example.com', status_code: 'HTTP_301' } },
    ]);
  });

  test('answers in place of the application', () => {
    expect(synth({ paths: ['/horizon/*'], action: { respond: 404 } })).toHaveResourceWithProperties(LbListenerRule, {
      action: [{ type: 'fixed-response', fixed_response: { content_type: 'text/plain', status_code: '404' } }],
    });
  });

  test.each([
    ['preview', 0, 1],
    ['preview', 9_998, 9_999],
    ['environment', 0, 10_000],
    ['environment', 38_999, 48_999],
  ] as const)('of the range %s in place %i has priority %i', (range, index, priority) => {
    expect(synth({ range, index, paths: ['/a'] })).toHaveResourceWithProperties(LbListenerRule, { priority });
  });

  test('can be in no place where it would meet the rules of others', () => {
    expect(() => synth({ range: 'preview', index: 9_999, paths: ['/a'] })).toThrow(
      'index must be a whole number from 0 to 9998, got 9999',
    );
    const ranges = Object.values(PRIORITIES);
    for (const [place, { first }] of ranges.entries()) {
      expect(first).toBe((ranges[place - 1]?.last ?? 0) + 1);
    }
    expect(ranges.at(-1)?.last).toBe(50_000);
  });

  test.each([
    [[], [], 0],
    [['a', 'b', 'c'], ['/d', '/e', '/f'], 6],
  ])('refuses hosts %p with paths %p', (hosts, paths, count) => {
    expect(() => synth({ hosts, paths })).toThrow(`a rule needs 1 to 5 hosts and paths together, got ${count}`);
  });
});
