import {
  type Account,
  type ApiCall,
  type IamRequest,
  type Need,
  type Needs,
  type Owner,
  type OwnerOf,
  Parameters,
} from './api-call';
import { APPLICATION_AUTO_SCALING, AUTO_SCALING, ECS, ELASTIC_LOAD_BALANCING } from './container-needs';
import { ELASTICACHE, KMS, RDS, S3, SECRETS_MANAGER } from './data-needs';
import { EC2 } from './ec2-needs';
import { ACM, BUDGETS, CLOUDWATCH, ECR, EVENTS, IAM, LOGS, ROUTE53, SNS, SSM, WAFV2 } from './other-needs';
import { asContext, tagsOf } from './tags';

/** What calls need, by the name that their service has in IAM. */
const NEEDS: Readonly<Record<string, Needs>> = {
  acm: ACM,
  'application-autoscaling': APPLICATION_AUTO_SCALING,
  autoscaling: AUTO_SCALING,
  budgets: BUDGETS,
  cloudwatch: CLOUDWATCH,
  ec2: EC2,
  ecr: ECR,
  ecs: ECS,
  elasticache: ELASTICACHE,
  elasticloadbalancing: ELASTIC_LOAD_BALANCING,
  events: EVENTS,
  iam: IAM,
  kms: KMS,
  logs: LOGS,
  rds: RDS,
  route53: ROUTE53,
  s3: S3,
  secretsmanager: SECRETS_MANAGER,
  sns: SNS,
  ssm: SSM,
  wafv2: WAFV2,
};

/** Services whose calls are signed for another name than IAM's. */
const SIGNED_AS: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** What has to be allowed as well where something is made with tags. */
const TAGS_WITH: Readonly<Record<string, string>> = {
  acm: 'AddTagsToCertificate',
  'application-autoscaling': 'TagResource',
  autoscaling: 'CreateOrUpdateTags',
  budgets: 'TagResource',
  cloudwatch: 'TagResource',
  ec2: 'CreateTags',
  ecs: 'TagResource',
  elasticache: 'AddTagsToResource',
  elasticloadbalancing: 'AddTags',
  events: 'TagResource',
  kms: 'TagResource',
  logs: 'TagResource',
  rds: 'AddTagsToResource',
  s3: 'PutBucketTagging',
  secretsmanager: 'TagResource',
  sns: 'TagResource',
  ssm: 'AddTagsToResource',
  wafv2: 'TagResource',
};

/**
 * What IAM is asked before calls are carried out: which action on which resource, and what it knows of both.
 *
 * Calls come in the order in which they were made: a role's boundary is known from the call that made it.
 */
export class RightsNeeded {
  readonly #account: Account;
  readonly #ownerOf: OwnerOf;
  readonly #boundaries = new Map<string, string>();

  /** @param owner whose everything is that the calls name, or whose each ARN is */
  constructor(account: Account, owner: Owner | OwnerOf) {
    this.#account = account;
    this.#ownerOf = typeof owner === 'function' ? owner : () => owner;
  }

  /**
   * What a call needs: all of it. Nothing, where it asks for what AWS says to everybody.
   *
   * @throws Error for a call that nobody has said that of
   */
  async of(call: ApiCall): Promise<readonly IamRequest[]> {
    const service = SIGNED_AS[call.service] ?? call.service;
    const needs = NEEDS[service]?.[call.action];
    const own = `${service}:${call.action}`;
    if (!needs) {
      if (await knowsNoResource(service, call.action)) {
        return [{ action: own, resource: '*', context: {} }];
      }
      throw new Error(
        `nobody says which rights ${own} needs: say it in libs/testing/src/iam (${JSON.stringify(call)})`,
      );
    }
    const said = needs(new Parameters(service, call.parameters, this.#account));
    const requests = said.flatMap((need) => this.#requests(own, need, call));
    if (said.length > 0 && requests.length === 0) {
      throw new Error(`${own} names nothing that libs/testing/src/iam finds: ${JSON.stringify(call)}`);
    }
    return requests;
  }

  #requests(own: string, { action = own, on = [], makes = [], context = {} }: Need, call: ApiCall): IamRequest[] {
    const owned = (resource: string) => {
      const { project: Project, environment: Environment } = this.#ownerOf(resource);
      return asContext('aws:ResourceTag', { Project, Environment });
    };
    const tagged = asContext('aws:RequestTag', tagsOf(call.parameters));
    const known = (resource: string) => ({ ...context, ...this.#boundary(call, resource) });
    return [
      ...on.map((resource) => ({
        action,
        resource,
        context: { ...owned(resource), ...(changesTags(action) ? tagged : {}), ...known(resource) },
      })),
      ...makes.flatMap((resource) => {
        const kind = own.startsWith('ec2:') ? resource.split(':').pop()?.split('/')[0] : undefined;
        const tags = tagsOf(call.parameters, kind);
        const given = asContext('aws:RequestTag', tags);
        return [
          { action, resource, context: { ...given, ...known(resource) } },
          ...(tags ? this.#tagging(own, resource, given) : []),
        ];
      }),
    ];
  }

  #tagging(own: string, resource: string, given: Readonly<Record<string, string>>): IamRequest[] {
    const [service = '', call = ''] = own.split(':');
    if (service === 'iam') {
      return [{ action: `iam:${call.replace('Create', 'Tag')}`, resource, context: given }];
    }
    // Services that ask for no action of their own are not in the list.
    const action = TAGS_WITH[service];
    const made = { [`${service}:CreateAction`]: call };
    // Of this service, the simulator knows tags of load balancers alone, by data of its older kind.
    const tagged =
      service === 'elasticloadbalancing' ? resource.replace(/:targetgroup.*/, ':loadbalancer/app/new/new') : resource;
    return action ? [{ action: `${service}:${action}`, resource: tagged, context: { ...given, ...made } }] : [];
  }

  #boundary({ action, parameters }: ApiCall, role: string): Readonly<Record<string, string>> {
    if (action === 'CreateRole' && typeof parameters['PermissionsBoundary'] === 'string') {
      this.#boundaries.set(role, parameters['PermissionsBoundary']);
    }
    const boundary = this.#boundaries.get(role);
    return boundary ? { 'iam:PermissionsBoundary': boundary } : {};
  }
}

function changesTags(action: string): boolean {
  return /:(CreateTags|AddTags|TagResource|AddTagsToResource|CreateOrUpdateTags)$/.test(action);
}

async function knowsNoResource(service: string, action: string): Promise<boolean> {
  const { isWildcardOnlyAction } = await import('@cloud-copilot/iam-simulate');
  try {
    return await isWildcardOnlyAction(service, action);
  } catch {
    return false;
  }
}
