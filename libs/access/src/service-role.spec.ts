import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ServiceRole, type ServiceRoleProps } from './service-role';

const synth = (changes: Partial<ServiceRoleProps> = {}) =>
  synthesize(
    (stack) =>
      new ServiceRole(stack, 'Role', {
        name: 'task',
        principal: 'ecs-tasks.amazonaws.com',
        statements: [],
        ...changes,
      }),
  );

const document = (json: string, property: 'policy' | 'assume_role_policy') => {
  const [resource] = resourcesOf(json, property === 'policy' ? IamRolePolicy : IamRole);
  return JSON.parse(String(resource?.[property])).Statement;
};

describe('ServiceRole', () => {
  test('can be taken on by its service and nobody else', () => {
    expect(document(synth(), 'assume_role_policy')).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
    ]);
  });

  test('has no policy without statements', () => {
    expect(resourcesOf(synth(), IamRolePolicy)).toEqual([]);
  });

  test('allows what its statements say, under their conditions', () => {
    const statements = [
      { actions: ['ecs:Poll'], resources: ['*'], conditions: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:…' } } },
      { actions: ['logs:PutLogEvents'], resources: ['arn:aws:logs:…'] },
    ];
    expect(document(synth({ statements }), 'policy')).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecs:Poll'],
        Resource: ['*'],
        Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:…' } },
      },
      { Effect: 'Allow', Action: ['logs:PutLogEvents'], Resource: ['arn:aws:logs:…'] },
    ]);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => synth({ name: 'x'.repeat(65) })).toThrow(
      `the IAM role '${'x'.repeat(65)}' has 65 characters, AWS allows 64`,
    );
  });
});
