import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { PermissionsBoundary } from './permissions-boundary';
import { ServiceRole } from './service-role';

test('A boundary is around every role, however it was made', () => {
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const json = synthesize((stack) => {
    PermissionsBoundary.applyTo(stack, boundary);
    new ServiceRole(stack, 'Ours', { name: 'ours', principal: 'ec2.amazonaws.com', statements: [] });
    new IamRole(stack, 'Theirs', { assumeRolePolicy: '{}' });
  });
  expect(resourcesOf(json, IamRole).map((role) => role['permissions_boundary'])).toEqual([boundary, boundary]);
});
