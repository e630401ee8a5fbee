import { rmSync } from 'node:fs';
import { Aws } from '../aws/aws';
import type { Stack } from '../terraform/stack';
import { HcpApi } from './hcp-api';

/**
 * Removes the state of a stack of which nothing is left, wherever it is kept. Safe to repeat. In a bucket, earlier versions of it stay as
 * long as the bucket keeps them.
 *
 * @throws Failure where HCP Terraform finds that the stack still has resources
 */
export async function removeState(stack: Stack): Promise<void> {
  const { backend } = stack;
  switch (backend.kind) {
    case 'local':
      for (const file of [backend.file, `${backend.file}.backup`]) {
        rmSync(file, { force: true });
      }
      break;
    case 's3': {
      const s3 = await new Aws(backend.region).s3();
      await s3.deleteObject({ Bucket: backend.bucket, Key: backend.key });
      break;
    }
    case 'hcp': {
      const { hostname, organization, workspace } = backend;
      await new HcpApi(hostname).act(
        `/organizations/${organization}/workspaces/${workspace}/actions/safe-delete`,
        [404],
      );
      break;
    }
  }
}
