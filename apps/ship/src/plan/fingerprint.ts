import type { ExplainedChange } from '../terraform/planned';
import type { Resources } from '../terraform/synthesized-stack';

/**
 * What makes Terraform destroy a resource, as far as the Terraform JSON says it: the attributes that force it, and those of the
 * resources that they refer to, where these change as well.
 *
 * @param changes all changes of the plan, by address
 */
export function fingerprintOf(
  address: string,
  resources: Resources,
  changes: ReadonlyMap<string, ExplainedChange>,
  seen: ReadonlySet<string> = new Set(),
): string {
  const [type = '', name = ''] = address.replace(/\[.*$/, '').split('.');
  const resource = resources[type]?.[name];
  if (!resource) {
    return 'not there';
  }
  const change = changes.get(address);
  if (change?.action === 'delete') {
    return 'there';
  }
  const forcing = [...new Set(change?.attributes.map((attribute) => attribute.split('.')[0] ?? ''))];
  const said = JSON.stringify(forcing.length > 0 ? forcing.map((attribute) => resource[attribute]) : resource);
  const referred = [...said.matchAll(/\$\{([a-z]\w+\.\w+)/g)]
    .map(([, each = '']) => each)
    .filter((each) => changes.has(each) && each !== address && !seen.has(each));
  return [said, ...referred.map((each) => fingerprintOf(each, resources, changes, new Set([...seen, address])))].join();
}
