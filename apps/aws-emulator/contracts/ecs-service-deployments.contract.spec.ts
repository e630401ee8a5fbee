import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type Connect, contract, eventually, given } from './contract';
import { registerRevision, service, steady } from './ecs-service';

/**
 * An ARN that has the form of one, for where a server tells none: there, a contract is to fail over what it is about, and not over that.
 */
const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/main/web/0123456789abcdefghij';

/** A service whose second deployment has just begun. Asks nothing that moto alone does not answer. */
async function updated(connect: Connect) {
  const made = await service(connect);
  await steady(made.described).catch(() => undefined);
  const { ecs, cluster, family } = made;
  const listed = async (more = {}) =>
    given((await ecs.send(new ListServiceDeploymentsCommand({ cluster, service: 'web', ...more }))).serviceDeployments);
  const taskDefinition = await registerRevision(ecs, family);
  await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition }));
  const newest = (await listed().catch(() => []))[0]?.serviceDeploymentArn ?? UNKNOWN;
  const shown = async () => {
    const answer = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [newest] }));
    return given(answer.serviceDeployments?.[0]);
  };
  const ended = (status: string) => eventually(async () => expect(await shown()).toMatchObject({ status }));
  return { ...made, taskDefinition, newest, listed, shown, ended };
}

describe('ECS service deployments', () => {
  contract('are listed newest first, also those that are over', async (connect) => {
    const { cluster, listed, newest } = await updated(connect);
    await eventually(async () =>
      expect((await listed()).map(({ status }) => status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']),
    );
    expect((await listed())[0]?.serviceDeploymentArn).toBe(newest);
    expect(newest).toMatch(
      new RegExp(`^arn:aws:ecs:us-east-1:123456789012:service-deployment/${cluster}/web/\\w{20}$`),
    );
    expect(await listed({ status: ['IN_PROGRESS'] })).toEqual([]);
  });

  contract('lead from the revision before to the one that is asked for', async (connect) => {
    const { ecs, shown, ended, taskDefinition } = await updated(connect);
    await ended('SUCCESSFUL');
    const { sourceServiceRevisions, targetServiceRevision, startedAt, finishedAt } = await shown();
    expect([startedAt, finishedAt]).toEqual([expect.any(Date), expect.any(Date)]);
    const serviceRevisionArns = [...given(sourceServiceRevisions), given(targetServiceRevision)].map(({ arn }) =>
      given(arn),
    );
    const { serviceRevisions } = await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
    expect(serviceRevisions).toMatchObject([
      { taskDefinition: taskDefinition.replace(/2$/, '1'), containerImages: [{ containerName: 'web', image: 'x' }] },
      { taskDefinition },
    ]);
  });

  contract('are taken back when somebody asks for that', async (connect) => {
    const { ecs, cluster, newest, shown, ended, described, taskDefinition } = await updated(connect);
    const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn: newest, stopType: 'ROLLBACK' });
    expect(await ecs.send(stop)).toMatchObject({ serviceDeploymentArn: newest });
    await ended('ROLLBACK_SUCCESSFUL');
    const before = taskDefinition.replace(/2$/, '1');
    expect(await described()).toMatchObject({ taskDefinition: before, deployments: [{ taskDefinition: before }] });
    expect((await shown()).rollback).toMatchObject({
      reason: expect.any(String),
      serviceRevisionArn: expect.stringContaining(`:service-revision/${cluster}/web/`),
    });
    await expect(ecs.send(stop)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  contract('cannot be aborted, only taken back: that is the one stop type that AWS documents', async (connect) => {
    const { ecs, newest } = await updated(connect);
    const abort = ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: newest, stopType: 'ABORT' }));
    await expect(abort).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  contract('that nobody knows can’t be stopped, and are failures', async (connect) => {
    const { ecs, newest } = await updated(connect);
    const serviceDeploymentArn = `${newest.slice(0, -1)}_`;
    await expect(ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    });
    const describe = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] });
    expect((await ecs.send(describe)).failures).toEqual([{ arn: serviceDeploymentArn, reason: 'MISSING' }]);
  });
});
