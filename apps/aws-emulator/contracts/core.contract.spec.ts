import { AcceptAddressTransferCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { contract } from './contract';

describe('Any service', () => {
  contract('tells at once, by an error that no SDK sends again, what it does not know', async (connect) => {
    const unknown = connect(EC2Client).send(new AcceptAddressTransferCommand({ Address: '203.0.113.7' }));
    const error = await unknown.then(
      () => undefined,
      (failure: { name: string; $metadata: { httpStatusCode: number } }) => failure,
    );
    expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 400 } });
  });

  contract('carries out once what is sent twice', async (connect) => {
    const create = async (attempt: number) => {
      const ec2 = connect(EC2Client);
      ec2.middlewareStack.add(
        (next) => (call) => {
          const { headers } = call.request as { headers: Record<string, string> };
          headers['amz-sdk-invocation-id'] = `sent-twice-${process.pid}`;
          headers['amz-sdk-request'] = `attempt=${attempt}; max=2`;
          return next(call);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      return (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId;
    };
    expect(await create(1)).toBe(await create(2));
  });
});
