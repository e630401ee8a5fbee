import { LbListenerRule, type LbListenerRuleAction } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { PREVIEW_RULES, requireIntegerBetween } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { TargetGroup } from './target-group';

/**
 * Who may use which priorities of a listener's rules, so that the rules of an environment and those of the previews that share
 * its load balancer never meet. The lower number is asked first; a rule for all that is left comes last.
 */
export const PRIORITIES = {
  preview: { first: 1, last: PREVIEW_RULES },
  environment: { first: PREVIEW_RULES + 1, last: 48_999 },
  everything: { first: 49_000, last: 50_000 },
} as const;

/** Values that a rule's conditions may have together. */
const MOST_VALUES = 5;

export interface ListenerRuleProps {
  /** ARN of the listener. */
  readonly listenerArn: string;

  /** Whose rule it is. */
  readonly range: keyof typeof PRIORITIES;

  /** Its place among those, counted from 0. */
  readonly index: number;

  /**
   * Host names that it is for, with `*` and `?`.
   *
   * @default all
   */
  readonly hosts?: readonly string[];

  /**
   * Paths that it is for, with `*` and `?`: `/api/*`.
   *
   * @default all
   */
  readonly paths?: readonly string[];

  /** What happens to its requests. */
  readonly action: RuleAction;
}

/** What happens to requests: other tasks answer them, the browser is sent on, or the load balancer answers them itself. */
export type RuleAction =
  | { readonly forwardTo: TargetGroup }
  /** Host name. Path and query stay as they are. */
  | { readonly redirectTo: string }
  /** HTTP status. */
  | { readonly respond: number };

/**
 * Says what happens to the requests for some host names or paths.
 *
 * @throws RangeError for a place outside the range, Error for conditions that can't be
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export class ListenerRule extends Construct {
  /** Until it is there, ECS refuses a target group that it forwards to. */
  readonly forwarding: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ListenerRuleProps) {
    super(scope, id);
    const { listenerArn, range, index, hosts = [], paths = [], action } = props;
    const values = hosts.length + paths.length;
    if (values === 0 || values > MOST_VALUES) {
      throw new Error(`a rule needs 1 to ${MOST_VALUES} hosts and paths together, got ${values}`);
    }
    this.forwarding = new LbListenerRule(this, 'Rule', {
      listenerArn,
      priority: priorityOf(range, index),
      condition: [
        ...(hosts.length > 0 ? [{ hostHeader: { values: [...hosts] } }] : []),
        ...(paths.length > 0 ? [{ pathPattern: { values: [...paths] } }] : []),
      ],
      action: [ruleAction(action)],
    });
  }
}

function ruleAction(action: RuleAction): LbListenerRuleAction {
  if ('forwardTo' in action) {
    return { type: 'forward', targetGroupArn: action.forwardTo.arn };
  }
  return 'redirectTo' in action
    ? { type: 'redirect', redirect: { host: action.redirectTo, statusCode: 'HTTP_301' } }
    : { type: 'fixed-response', fixedResponse: { contentType: 'text/plain', statusCode: String(action.respond) } };
}

/** @throws RangeError for a place outside the range */
export function priorityOf(range: keyof typeof PRIORITIES, index: number): number {
  const { first, last } = PRIORITIES[range];
  requireIntegerBetween('index', index, 0, last - first);
  return first + index;
}
