import {
  Aspects,
  DefaultTokenResolver,
  type IAspect,
  StringConcat,
  TerraformDataSource,
  type TerraformElement,
  TerraformProvider,
  TerraformResource,
  type TerraformStack,
  Tokenization,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { acceptedRiskOf } from './accepted-risk';
import type { Attributes } from './attributes';
import { SECURITY_RULES } from './security-rules';
import type { SecurityRule } from './security-rule';

/** Where a rule is broken: `EnvironmentStack/Database/Instance`. */
export interface Finding {
  readonly rule: string;
  readonly resource: string;

  /** Why that is right there; undefined where nobody accepted it. */
  readonly accepted?: string;
}

/** A stack that breaks rules, told in full. Its message is meant to be printed alone, without a stack trace. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';

  constructor(
    readonly stackName: string,
    readonly problems: readonly string[],
  ) {
    super([`${stackName} is not secure:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }
}

/**
 * Looks at every resource of a stack and refuses to synthesise what breaks a rule that nobody accepted the risk of.
 *
 * It sees what Terraform will see, so it holds for resources that a team adds on its own, too.
 */
export class SecurityPolicy implements IAspect {
  readonly #rules: readonly SecurityRule[];
  readonly #findings: Finding[] = [];

  /** Has a stack looked at when it is synthesised. */
  static applyTo(stack: TerraformStack, { isProtected }: { readonly isProtected: boolean }): SecurityPolicy {
    const policy = new SecurityPolicy(isProtected);
    Aspects.of(stack).add(policy);
    stack.node.addValidation({ validate: () => policy.#refuse(stack.node.id) });
    return policy;
  }

  private constructor(isProtected: boolean) {
    this.#rules = SECURITY_RULES.filter(({ protectedOnly }) => isProtected || !protectedOnly);
  }

  /** What was found, accepted or not. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  visit(node: IConstruct): void {
    const type = typeOf(node);
    const rules = this.#rules.filter(({ types }) => types.includes(type));
    if (rules.length === 0) {
      return;
    }
    const resource = attributesOf(node as TerraformElement);
    for (const { id, breaks } of rules) {
      if (breaks(resource, type)) {
        const accepted = acceptedRiskOf(node, id)?.reason;
        this.#findings.push({ rule: id, resource: node.node.path, ...(accepted && { accepted }) });
      }
    }
  }

  #refuse(stack: string): string[] {
    const refused = this.#findings.filter(({ accepted }) => !accepted);
    if (refused.length > 0) {
      throw new SecurityError(
        stack,
        refused.map(({ rule, resource }) => `${resource} ${messageOf(rule)} (${rule})`),
      );
    }
    return [];
  }
}

function messageOf(id: string): string {
  return SECURITY_RULES.find((rule) => rule.id === id)?.message ?? '';
}

function typeOf(node: IConstruct): string {
  if (TerraformProvider.isTerraformProvider(node)) {
    return `provider.${(node as TerraformProvider).terraformResourceType}`;
  }
  if (TerraformDataSource.isTerraformDataSource(node)) {
    return `data.${node.terraformResourceType}`;
  }
  return TerraformResource.isTerraformResource(node) ? node.terraformResourceType : '';
}

/** What Terraform will see of it. */
function attributesOf(element: TerraformElement): Attributes {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const json = Tokenization.resolve(element.toTerraform(), { scope: element, resolver }) as Readonly<
    Record<string, Attributes>
  >;
  const [ofType] = Object.values(json['resource'] ?? json['data'] ?? json['provider'] ?? {});
  // Resources stand under their ids, providers in a list.
  const [attributes] = Object.values(ofType as Readonly<Record<string, Attributes>>);
  return attributes ?? {};
}
