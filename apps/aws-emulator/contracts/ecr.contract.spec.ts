import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { contract, unique } from './contract';

describe('ECR', () => {
  contract('takes an empty scanning configuration for no scan on push', async (connect) => {
    const ecr = connect(ECRClient);
    const repositoryName = unique('images');
    await ecr.send(new CreateRepositoryCommand({ repositoryName, imageScanningConfiguration: { scanOnPush: true } }));
    await ecr.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: {} }));
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    expect(repositories?.[0]?.imageScanningConfiguration).toEqual({ scanOnPush: false });
  });
});
