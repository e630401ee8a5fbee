import { RightsNeeded } from './rights-needed';

const account = { region: 'us-east-1', accountId: '123456789012' };
const needed = () => new RightsNeeded(account, { project: 'laravel', environment: 'dev' });
const of = (service: string, action: string, parameters: object = {}, of = needed()) =>
  of.of({ service, action, parameters: parameters as Record<string, unknown> });

const owned = { 'aws:ResourceTag/Project': 'laravel', 'aws:ResourceTag/Environment': 'dev' };

describe('RightsNeeded', () => {
  test('refuses a call that nobody has said the rights of, so that none is forgotten', async () => {
    await expect(of('ecs', 'DeleteTaskSet', { cluster: 'laravel-dev' })).rejects.toThrow(
      'nobody says which rights ecs:DeleteTaskSet needs: say it in libs/testing/src/iam',
    );
    await expect(of('quantum', 'Entangle')).rejects.toThrow('nobody says which rights quantum:Entangle needs');
  });

  test('refuses a call in which it does not find what it is on', async () => {
    await expect(of('ecs', 'DescribeServices', { cluster: 'laravel-dev' })).rejects.toThrow(
      'ecs:DescribeServices names nothing that libs/testing/src/iam finds',
    );
    await expect(of('ec2', 'CreateTags', { Resources: ['xyz-1'] })).rejects.toThrow(
      'nobody knows what xyz-1 is the id of',
    );
  });

  test('asks for no resource where the action knows none', async () => {
    expect(await of('ecs', 'DescribeTaskDefinition', { taskDefinition: 'x' })).toEqual([
      { action: 'ecs:DescribeTaskDefinition', resource: '*', context: {} },
    ]);
  });

  test('knows actions by IAM’s names, where calls have others', async () => {
    const [head] = await of('s3', 'HeadBucket', { Bucket: 'states' });
    expect(head).toMatchObject({ action: 's3:ListBucket', resource: 'arn:aws:s3:::states' });
    const [alarm] = await of('monitoring', 'DescribeAlarms', { AlarmNames: ['laravel-dev-x'] });
    expect(alarm).toMatchObject({ action: 'cloudwatch:DescribeAlarms' });
    const [budget] = await of('budgets', 'DescribeBudget', { BudgetName: 'laravel-dev' });
    expect(budget).toMatchObject({ action: 'budgets:ViewBudget' });
  });

  test('knows what has an id by its owner’s tags, and what is made by those that it is given', async () => {
    const Tags = [{ Key: 'Environment', Value: 'staging' }];
    const TagSpecifications = [{ ResourceType: 'subnet', Tags }];
    expect(await of('ec2', 'CreateSubnet', { VpcId: 'vpc-1', TagSpecifications })).toEqual([
      { action: 'ec2:CreateSubnet', resource: 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1', context: owned },
      {
        action: 'ec2:CreateSubnet',
        resource: 'arn:aws:ec2:us-east-1:123456789012:subnet/new',
        context: { 'aws:RequestTag/Environment': 'staging' },
      },
      {
        action: 'ec2:CreateTags',
        resource: 'arn:aws:ec2:us-east-1:123456789012:subnet/new',
        context: { 'aws:RequestTag/Environment': 'staging', 'ec2:CreateAction': 'CreateSubnet' },
      },
    ]);
  });

  test('knows of each ARN whose it is, where calls are on what several have', async () => {
    const rights = new RightsNeeded(account, (arn) => ({
      project: 'laravel',
      environment: arn.includes(':listener/') ? 'dev' : 'pr-x',
    }));
    const listener = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/laravel-dev/1/2';
    const tags = { Tags: [{ Key: 'Environment', Value: 'pr-x' }] };
    const [create, tag] = await of('elasticloadbalancing', 'CreateRule', { ListenerArn: listener, ...tags }, rights);
    const given = { 'aws:RequestTag/Environment': 'pr-x' };
    expect(create).toMatchObject({ resource: listener, context: { 'aws:ResourceTag/Environment': 'dev', ...given } });
    expect(tag).toMatchObject({ action: 'elasticloadbalancing:AddTags', context: given });
    const rule = listener.replace(':listener/', ':listener-rule/');
    const [remove] = await of('elasticloadbalancing', 'DeleteRule', { RuleArn: rule }, rights);
    expect(remove?.context).toMatchObject({ 'aws:ResourceTag/Environment': 'pr-x' });
  });

  test('asks for the roles that a call hands on', async () => {
    const requests = await of('ecs', 'RegisterTaskDefinition', {
      family: 'laravel-dev-web',
      taskRoleArn: 'arn:aws:iam::123456789012:role/laravel-dev-web-task',
    });
    expect(requests).toContainEqual({
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::123456789012:role/laravel-dev-web-task',
      context: { ...owned, 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    });
  });

  test('remembers the boundary that a role was made with', async () => {
    const rights = needed();
    await of('iam', 'CreateRole', { RoleName: 'a', PermissionsBoundary: 'arn:aws:iam::aws:policy/x' }, rights);
    const [with_] = await of('iam', 'PutRolePolicy', { RoleName: 'a', PolicyName: 'p' }, rights);
    const [without] = await of('iam', 'PutRolePolicy', { RoleName: 'b', PolicyName: 'p' }, rights);
    expect(with_?.context['iam:PermissionsBoundary']).toBe('arn:aws:iam::aws:policy/x');
    expect(without?.context).not.toHaveProperty('iam:PermissionsBoundary');
  });

  test('asks for nothing where a call asks for what AWS says to everybody', async () => {
    expect(await of('ssm', 'GetParameter', { Name: '/aws/service/ecs/optimized-ami/x' })).toEqual([]);
  });
});
