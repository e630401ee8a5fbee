import { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { resourcesOf, synthesize } from './synthesize';

const data = (name: string) => (stack: Construct) =>
  new TerraformResource(stack, name, { terraformResourceType: 'terraform_data' });

describe('resourcesOf', () => {
  const type = { tfResourceType: 'terraform_data' };

  test('finds every resource of the type', () => {
    const json = synthesize((stack) => {
      data('One')(stack);
      data('Two')(stack);
    });
    expect(resourcesOf(json, type)).toHaveLength(2);
  });

  test('finds none where there is none', () => {
    expect(
      resourcesOf(
        synthesize(() => undefined),
        type,
      ),
    ).toEqual([]);
  });
});
