import { CreateUserCommand, IAMClient, ListServiceSpecificCredentialsCommand } from '@aws-sdk/client-iam';
import { contract, unique } from './contract';

describe('A user', () => {
  contract('has no credentials for single services', async (connect) => {
    const iam = connect(IAMClient);
    const UserName = unique('user');
    await iam.send(new CreateUserCommand({ UserName }));
    const { ServiceSpecificCredentials } = await iam.send(new ListServiceSpecificCredentialsCommand({ UserName }));
    expect(ServiceSpecificCredentials).toEqual([]);
  });
});
