import {
  BudgetsClient,
  CreateBudgetCommand,
  DescribeBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  ListTagsForResourceCommand,
  type Notification,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBudgetCommand,
} from '@aws-sdk/client-budgets';
import { type Connect, contract, unique } from './contract';

const AccountId = '123456789012';

const NOTIFICATION: Notification = {
  NotificationType: 'ACTUAL',
  ComparisonOperator: 'GREATER_THAN',
  Threshold: 80,
  ThresholdType: 'PERCENTAGE',
};
const SUBSCRIBER = { SubscriptionType: 'SNS', Address: 'arn:aws:sns:us-east-1:123456789012:alarms' } as const;

async function budget(connect: Connect) {
  const budgets = connect(BudgetsClient);
  const BudgetName = unique('budget');
  const terms = (Amount: string) =>
    ({ BudgetName, BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount, Unit: 'USD' } }) as const;
  await budgets.send(
    new CreateBudgetCommand({
      AccountId,
      Budget: terms('100'),
      NotificationsWithSubscribers: [{ Notification: NOTIFICATION, Subscribers: [SUBSCRIBER] }],
      ResourceTags: [{ Key: 'Project', Value: 'laravel' }],
    }),
  );
  const ResourceARN = `arn:aws:budgets::${AccountId}:budget/${BudgetName}`;
  const tags = async () => (await budgets.send(new ListTagsForResourceCommand({ ResourceARN }))).ResourceTags;
  return { budgets, BudgetName, terms, ResourceARN, tags };
}

describe('Budgets', () => {
  contract('changes what a budget allows', async (connect) => {
    const { budgets, BudgetName, terms } = await budget(connect);
    await budgets.send(new UpdateBudgetCommand({ AccountId, NewBudget: terms('200') }));
    const { Budget } = await budgets.send(new DescribeBudgetCommand({ AccountId, BudgetName }));
    expect(Budget?.BudgetLimit).toMatchObject({ Amount: '200' });
  });

  contract('knows who is told', async (connect) => {
    const { budgets, BudgetName } = await budget(connect);
    const { Subscribers } = await budgets.send(
      new DescribeSubscribersForNotificationCommand({ AccountId, BudgetName, Notification: NOTIFICATION }),
    );
    expect(Subscribers).toEqual([SUBSCRIBER]);
  });

  contract('keeps the tags of a budget', async (connect) => {
    const { tags } = await budget(connect);
    expect(await tags()).toEqual([{ Key: 'Project', Value: 'laravel' }]);
  });

  contract('changes the tags of a budget', async (connect) => {
    const { budgets, ResourceARN, tags } = await budget(connect);
    await budgets.send(new TagResourceCommand({ ResourceARN, ResourceTags: [{ Key: 'Environment', Value: 'dev' }] }));
    await budgets.send(new UntagResourceCommand({ ResourceARN, ResourceTagKeys: ['Project'] }));
    expect(await tags()).toEqual([{ Key: 'Environment', Value: 'dev' }]);
  });
});
