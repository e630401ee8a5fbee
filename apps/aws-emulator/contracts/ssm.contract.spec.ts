import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { contract } from './contract';

describe('Systems Manager', () => {
  for (const processor of ['x86_64', 'arm64']) {
    contract(`names the newest image of Bottlerocket for ${processor}`, async (connect) => {
      const Name = `/aws/service/bottlerocket/aws-ecs-2/${processor}/latest/image_id`;
      const { Parameter } = await connect(SSMClient).send(new GetParameterCommand({ Name }));
      expect(Parameter).toMatchObject({ Name, Value: expect.stringMatching(/^ami-/) });
    });
  }
});
