import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { Construct } from 'constructs';
import type { ApplicationLoadBalancer } from './application-load-balancer';
import { priorityOf } from './listener-rule';
import type { TargetGroup } from './target-group';

export interface BlueGreenProps {
  readonly loadBalancer: ApplicationLoadBalancer;

  /** The group that requests go to first. */
  readonly blue: TargetGroup;

  /** The group that they go to after the next release. */
  readonly green: TargetGroup;

  /** Port on which the next release can be seen before users see it. */
  readonly testPort: number;
}

/**
 * The rules by which ECS moves requests from one target group to the other, and the listener for tests.
 *
 * ECS reads from the rule which group is live. So Terraform makes it, and never looks at its actions again: to set them back
 * would make the next deployment go to the group that is live already.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export class BlueGreen extends Construct {
  readonly productionListenerRuleArn: string;
  readonly testListenerRuleArn: string;
  readonly alternateTargetGroupArn: string;

  constructor(scope: Construct, id: string, { loadBalancer, blue, green, testPort }: BlueGreenProps) {
    super(scope, id);
    const test = loadBalancer.listenForTests(testPort);
    const rule = (name: string, listenerArn: string) =>
      new LbListenerRule(this, name, {
        listenerArn,
        priority: priorityOf('everything', 0),
        condition: [{ pathPattern: { values: ['/*'] } }],
        action: [
          {
            type: 'forward',
            forward: {
              targetGroup: [
                { arn: blue.arn, weight: 100 },
                { arn: green.arn, weight: 0 },
              ],
            },
          },
        ],
        lifecycle: { ignoreChanges: ['action'] },
      }).arn;
    this.productionListenerRuleArn = rule('Production', loadBalancer.listenerArn);
    this.testListenerRuleArn = rule('Test', test);
    this.alternateTargetGroupArn = green.arn;
  }
}
