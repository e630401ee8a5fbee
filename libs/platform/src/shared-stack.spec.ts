import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { parseShared } from '@laravel-ecs/config';
import { App, Testing } from 'cdktf';
import { SharedStack } from './shared-stack';
import { targetOf } from './target';

describe('SharedStack', () => {
  const config = parseShared({ name: 'shared', project: 'shop', aws: { region: 'us-east-1' } }, 'shared.ts');
  const stack = new SharedStack(new App({ outdir: Testing.app().outdir }), config, targetOf({}, undefined));

  test('has the registry, under the name by which environments find it', () => {
    expect(JSON.stringify(stack.toTerraform())).toHaveResourceWithProperties(EcrRepository, { name: 'shop' });
  });

  test('lets the registry go with its images where the file says so', () => {
    const registry = { removal: 'delete' };
    const input = { name: 'shared', aws: { region: 'us-east-1' }, registry };
    const going = new SharedStack(
      new App({ outdir: Testing.app().outdir }),
      parseShared(input, 'shared.ts'),
      targetOf({}, undefined),
    );
    expect(JSON.stringify(going.toTerraform())).toHaveResourceWithProperties(EcrRepository, { force_delete: true });
  });

  test('says where to push to', () => {
    expect(stack.toTerraform().output.repository.value).toMatch(/repository_url}$/);
  });
});
