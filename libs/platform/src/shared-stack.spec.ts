import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
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

  test('has a repository for previews alone, whose images push none of the others out', () => {
    expect(JSON.stringify(stack.toTerraform())).toHaveResourceWithProperties(EcrRepository, {
      name: 'shop-previews',
      force_delete: true,
    });
  });

  test('lets the registry go with its images where the file says so', () => {
    const registry = { removal: 'delete' };
    const input = { name: 'shared', aws: { region: 'us-east-1' }, registry };
    const going = new SharedStack(
      new App({ outdir: Testing.app().outdir }),
      parseShared(input, 'shared.ts'),
      targetOf({}, undefined),
    );
    expect(JSON.stringify(going.toTerraform())).toHaveResourceWithProperties(EcrRepository, {
      name: 'laravel',
      force_delete: true,
    });
  });

  test('says where to push to', () => {
    expect(stack.toTerraform().output.repository.value).toMatch(/repository_url}$/);
  });

  describe('of a project that CI deploys', () => {
    const synth = (setting: unknown) => {
      const ci = { github: { repository: 'acme/shop' } };
      const input = { name: 'shared', project: 'shop', aws: { region: 'us-east-1' }, ci };
      return new SharedStack(
        new App({ outdir: Testing.app().outdir }),
        parseShared(input, 'shared.ts'),
        targetOf({}, setting),
      ).toTerraform();
    };

    test('has its roles, and says which', () => {
      const json = synth(undefined);
      expect(JSON.stringify(json)).toHaveResourceWithProperties(IamRole, { name: 'shop-ci-release-prod' });
      expect(Object.keys(json.output.ci_roles.value)).toContain('shop-ci-deploy-dev');
    });

    test('lets them at states in the bucket where those are kept there', () => {
      const kept = JSON.stringify(synth({ kind: 's3', bucket: 'acme-states', region: 'us-east-1' }));
      expect(kept).toContain('acme-states/shop/dev.tfstate');
      expect(JSON.stringify(synth({ kind: 'hcp', organization: 'acme' }))).not.toContain('.tfstate"');
    });
  });
});
