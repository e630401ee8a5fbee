import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { Construct } from 'constructs';

export interface MonthlyBudgetProps {
  /** Name of the budget: `laravel-prod`. */
  readonly name: string;

  /** What the environment may cost in a month, in US dollars. */
  readonly dollars: number;

  /** Tags that its costs bear. They must be activated as cost allocation tags in the billing console. */
  readonly tag: { readonly key: string; readonly value: string };

  /** Topic that is told. */
  readonly topicArn: string;
}

/**
 * Tells people when a month's costs reach four fifths of what is planned, and when they are on the way to go beyond.
 *
 * @throws RangeError for an amount that is not above 0
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 */
export class MonthlyBudget extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, dollars, tag, topicArn }: MonthlyBudgetProps) {
    super(scope, id);
    if (!(dollars > 0)) {
      throw new RangeError(`dollars must be above 0, got ${dollars}`);
    }
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      comparisonOperator: 'GREATER_THAN',
      subscriberSnsTopicArns: [topicArn],
    });
    this.name = new BudgetsBudget(this, 'Budget', {
      name,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(dollars),
      limitUnit: 'USD',
      costFilter: [{ name: 'TagKeyValue', values: [`user:${tag.key}$${tag.value}`] }],
      notification: [tell('ACTUAL', 80), tell('FORECASTED', 100)],
    }).name;
  }
}
