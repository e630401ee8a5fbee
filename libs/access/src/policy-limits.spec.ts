import { Token } from 'cdktf';
import { intoPolicies, POLICIES_OF_A_ROLE, POLICY_CHARACTERS } from './policy-limits';

const statement = (length: number) => ({
  actions: ['s3:GetObject'],
  resources: [`arn:aws:s3:::${'x'.repeat(length)}`],
});

describe('intoPolicies', () => {
  test('puts into one what fits into one', () => {
    expect(intoPolicies('it', [statement(10), statement(20)])).toHaveLength(1);
  });

  test('begins another where one is full, and keeps the order', () => {
    const lengths = [3000, 2500, 2000, 10];
    const policies = intoPolicies('it', lengths.map(statement));
    expect(policies.map((policy) => JSON.parse(policy).Statement.length)).toEqual([2, 2]);
    for (const policy of policies) {
      expect(policy.length).toBeLessThanOrEqual(POLICY_CHARACTERS);
    }
  });

  test('counts what Terraform will know by the longest that it can become', () => {
    const token = Token.asString({ resolve: () => '', creationStack: [] }, { displayHint: 'x'.repeat(100) });
    const resources = Array.from({ length: 100 }, (_, index) => `arn:aws:s3:::${token}-${index}`);
    expect(intoPolicies('it', [{ actions: ['s3:GetObject'], resources }])).toHaveLength(1);
  });

  test('refuses a statement that fits into none', () => {
    expect(() => intoPolicies('it', [statement(POLICY_CHARACTERS)])).toThrow(
      /^it: the statement on s3:GetObject has \d+ characters, of at most 6144 in a policy: put it in two$/,
    );
  });

  test('refuses more than a role can have', () => {
    expect(() =>
      intoPolicies(
        'it',
        Array.from({ length: POLICIES_OF_A_ROLE + 1 }, () => statement(5000)),
      ),
    ).toThrow('it: takes 11 policies, and a role can have 10: leave something out');
  });
});
