import { allowedOf, askedFor, refusedOf } from './ask';

const account = { region: 'us-east-1', accountId: '123456789012' };
const allowing = (resource: string, action = 'ecs:UpdateService') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });
const call = { service: 'ecs', action: 'UpdateService', parameters: { cluster: 'laravel-dev', service: 'web' } };
const service = 'arn:aws:ecs:us-east-1:123456789012:service/laravel-dev/web';

const asked = () => askedFor([call, call], account, { project: 'laravel', environment: 'dev' });

test('What calls ask for is told once, however often they were made', async () => {
  expect(await asked()).toHaveLength(1);
});

test('What a role may do is not refused, and the other way round', async () => {
  const told = `ecs:UpdateService on ${service}`;
  expect(await refusedOf(await asked(), [allowing(service)], account)).toEqual([]);
  expect(await allowedOf(await asked(), [allowing(service)], account)).toEqual([told]);
  expect(await refusedOf(await asked(), [allowing(service.replace('dev', 'prod'))], account)).toEqual([told]);
  expect(await allowedOf(await asked(), [allowing(service.replace('dev', 'prod'))], account)).toEqual([]);
});

test('A call is allowed where all of it is', async () => {
  const attach = {
    service: 'ec2',
    action: 'AttachInternetGateway',
    parameters: { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' },
  };
  const both = await askedFor([attach], account, { project: 'laravel', environment: 'dev' });
  const half = allowing('arn:aws:ec2:us-east-1:123456789012:vpc/*', 'ec2:AttachInternetGateway');
  const other = allowing('arn:aws:ec2:us-east-1:123456789012:internet-gateway/*', 'ec2:AttachInternetGateway');
  expect(await allowedOf(both, [half], account)).toEqual([]);
  expect(await allowedOf(both, [half, other], account)).toHaveLength(1);
});

test('A policy that IAM would not take is an error', async () => {
  await expect(
    refusedOf(await asked(), ['{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}'], account),
  ).rejects.toThrow(`ecs:UpdateService on ${service}`);
});
