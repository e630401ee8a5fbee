import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SsmDocument } from '@cdktf/provider-aws/lib/ssm-document';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { PasswordRollout } from './password-rollout';

const secretArn = 'arn:aws:secretsmanager:eu-west-3:111122223333:secret:rds!db-1';

const json = synthesize(
  (stack) =>
    new PasswordRollout(stack, 'Rollout', {
      name: 'laravel-prod',
      region: 'eu-west-3',
      secretArn,
      cluster: 'laravel-prod',
      services: ['web', 'worker'],
    }),
);

/** What the role of a service of AWS may do. */
const allowed = (principal: string) => {
  const role = Object.entries<{ assume_role_policy: string }>(JSON.parse(json).resource.aws_iam_role).find(
    ([, { assume_role_policy: policy }]) => policy.includes(principal),
  );
  const policy = resourcesOf(json, IamRolePolicy).find(({ role: id }) => String(id).includes(`.${role?.[0]}.`));
  return JSON.parse(String(policy?.['policy'])).Statement as {
    Action: string[];
    Resource: string[];
    Condition?: object;
  }[];
};

describe('PasswordRollout', () => {
  test('waits for changes of that secret alone', () => {
    const [rule] = resourcesOf(json, CloudwatchEventRule);
    expect(rule?.['event_pattern']).toContain('"eventName" = ["RotationSucceeded"]');
    expect(rule?.['event_pattern']).toContain(`"SecretId" = ["${secretArn}"]`);
  });

  test('deploys every service anew, without a function', () => {
    const [document] = resourcesOf(json, SsmDocument);
    expect(document).toMatchObject({ document_type: 'Automation' });
    for (const service of ['web', 'worker']) {
      expect(document?.['content']).toMatch(
        new RegExp(
          `"Api" = "UpdateService", "cluster" = "laravel-prod", "service" = "${service}", "forceNewDeployment" = true`,
        ),
      );
    }
    expect(json).toHaveResourceWithProperties(CloudwatchEventTarget, {
      arn: expect.stringMatching(/:automation-definition\/\$\{aws_ssm_document\.\w+\.name}:\$DEFAULT$/),
    });
  });

  test('may deploy these services and no other', () => {
    expect(resourcesOf(json, IamRole)).toHaveLength(2);
    expect(allowed('ssm.amazonaws.com')).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecs:UpdateService'],
        Resource: [
          expect.stringMatching(/:ecs:eu-west-3:.*:service\/laravel-prod\/web$/),
          expect.stringMatching(/:ecs:eu-west-3:.*:service\/laravel-prod\/worker$/),
        ],
      },
    ]);
  });

  test('may start this automation alone, and pass on its role to nobody else', () => {
    const [start, pass] = allowed('events.amazonaws.com');
    expect(start).toMatchObject({
      Action: ['ssm:StartAutomationExecution'],
      Resource: [expect.stringMatching(/automation-definition\/.*:\*$/)],
    });
    expect(pass).toMatchObject({
      Action: ['iam:PassRole'],
      Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    });
  });
});
