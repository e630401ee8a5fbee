import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { MonthlyBudget } from './monthly-budget';

const synth = (dollars: number) =>
  synthesize(
    (stack) =>
      new MonthlyBudget(stack, 'Budget', {
        name: 'laravel-prod',
        dollars,
        tag: { key: 'Environment', value: 'prod' },
        topicArn: 'arn:topic',
      }),
  );

describe('MonthlyBudget', () => {
  test('counts what bears the environment’s tag', () => {
    expect(synth(200)).toHaveResourceWithProperties(BudgetsBudget, {
      limit_amount: '200',
      limit_unit: 'USD',
      cost_filter: [{ name: 'TagKeyValue', values: ['user:Environment$prod'] }],
    });
  });

  test('tells of costs before they are there', () => {
    const notifications = resourcesOf(synth(200), BudgetsBudget)[0]?.['notification'];
    expect(notifications).toEqual([
      expect.objectContaining({ notification_type: 'ACTUAL', threshold: 80 }),
      expect.objectContaining({ notification_type: 'FORECASTED', threshold: 100 }),
    ]);
  });

  test.each([0, -1, Number.NaN])('refuses %p dollars', (dollars) => {
    expect(() => synth(dollars)).toThrow(`dollars must be above 0, got ${dollars}`);
  });
});
