import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { FailureEvents } from './failure-events';

describe('FailureEvents', () => {
  const json = synthesize(
    (stack) =>
      new FailureEvents(stack, 'Failures', {
        name: 'laravel-dev',
        clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/laravel-dev',
        topicArn: 'arn:topic',
      }),
  );
  const pattern = (id: string) =>
    String(resourcesOf(json, CloudwatchEventRule).find(({ name }) => name === `laravel-dev-${id}`)?.['event_pattern']);

  test('tell of failed deployments of this cluster’s services alone', () => {
    expect(pattern('failed-deployment')).toContain('"SERVICE_DEPLOYMENT_FAILED"');
    expect(pattern('failed-deployment')).toContain(
      'replace("arn:aws:ecs:us-east-1:111122223333:cluster/laravel-dev", ":cluster/", ":service/")',
    );
  });

  test('tell of tasks of this cluster that find no room', () => {
    expect(pattern('unschedulable-task')).toContain('"SERVICE_TASK_PLACEMENT_FAILURE"');
    expect(pattern('unschedulable-task')).toContain(
      '"clusterArn" = ["arn:aws:ecs:us-east-1:111122223333:cluster/laravel-dev"]',
    );
  });

  test('tell the topic', () => {
    expect(resourcesOf(json, CloudwatchEventTarget).map(({ arn }) => arn)).toEqual(['arn:topic', 'arn:topic']);
  });
});
