import type { Ground } from '@laravel-ecs/config';
import type { Aws } from '../aws/aws';
import { Failure } from '../failure';

/**
 * Refuses another preview once all of them have cost what they may in a month. AWS counts it a few times a day.
 *
 * @throws Failure
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CalculatedSpend.html
 */
export async function requireBudget(aws: Aws, { budget }: Ground): Promise<void> {
  if (!budget) {
    return;
  }
  const [sts, budgets] = await Promise.all([aws.sts(), aws.budgets()]);
  const { Account } = await sts.getCallerIdentity({});
  const { Budget } = await budgets.describeBudget({ AccountId: Account, BudgetName: budget });
  const spent = Number(Budget?.CalculatedSpend?.ActualSpend?.Amount ?? 0);
  const limit = Number(Budget?.BudgetLimit?.Amount ?? Number.POSITIVE_INFINITY);
  if (spent >= limit) {
    throw new Failure(
      `previews have cost ${spent} of ${limit} US dollars this month (the budget ${budget}): take some down by npx ship preview down, or raise previews.monthlyBudget`,
    );
  }
}
