import { previewRepository } from '@laravel-ecs/config';
import type { Conditions } from '../policy-document';
import type { CiPlace } from './ci-place';

/** Names of all previews. */
export const PREVIEWS = 'pr-*';

/**
 * What of AWS belongs to one environment: told by its names where ARNs have them, by its tags where they do not.
 *
 * All previews together are an environment called `pr-*`.
 */
export class EnvironmentReach {
  /** What the names of its resources are, or begin with: `laravel-dev`. */
  readonly name: string;

  constructor(
    readonly place: CiPlace,
    readonly environment: string,
  ) {
    this.name = `${place.project}-${environment}`;
  }

  /** Whether it is that of previews, all of them. */
  get #isOfPreviews(): boolean {
    return this.environment.includes('*');
  }

  /** ARN of a resource in the region. */
  arn(service: string, resource: string): string {
    const { partition, region, accountId } = this.place;
    return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  }

  /** ARN of a resource of all regions. */
  globalArn(service: string, resource: string): string {
    const { partition, accountId } = this.place;
    return `arn:${partition}:${service}::${accountId}:${resource}`;
  }

  /** ARNs of what has names such as `laravel-dev-web`: before it stands what kind it is, behind it what AWS adds. */
  named(service: string, kind: string, behind = ''): string[] {
    return [this.arn(service, `${kind}${this.name}${behind}`), this.arn(service, `${kind}${this.name}-*`)];
  }

  /** ARN of the repository that its images are in: previews have one of their own. */
  get repository(): string {
    const { project } = this.place;
    return this.arn('ecr', `repository/${this.#isOfPreviews ? previewRepository(project) : project}`);
  }

  /** ARN of its roles, or of those whose names end so. */
  role(end = '*'): string {
    return this.globalArn('iam', `role/${this.name}-${end}`);
  }

  /** That a resource is one of its own. */
  get owned(): Conditions {
    return { [this.#equals]: this.#tags('aws:ResourceTag') };
  }

  /** That a new resource is to be one of its own, and that it is not made out of what is another's. */
  get made(): Conditions {
    return this.#tagged('aws:RequestTag', 'aws:ResourceTag');
  }

  /** That a new resource is to be one of its own, and that what it is made in is one. */
  get madeWithin(): Conditions {
    return { [this.#equals]: { ...this.#tags('aws:RequestTag'), ...this.#tags('aws:ResourceTag') } };
  }

  /** That a resource is one of its own and stays so. */
  get kept(): Conditions {
    return this.#tagged('aws:ResourceTag', 'aws:RequestTag');
  }

  /** That a secret holds the password of one of its databases, which RDS manages. */
  get ownedByDatabase(): Conditions {
    return { ArnLike: { 'aws:ResourceTag/aws:rds:primaryDBInstanceArn': this.arn('rds', `db:${this.name}-*`) } };
  }

  get #equals(): string {
    return this.#isOfPreviews ? 'StringLike' : 'StringEquals';
  }

  #tagged(key: string, otherwise: string): Conditions {
    return { [this.#equals]: this.#tags(key), [`${this.#equals}IfExists`]: this.#tags(otherwise) };
  }

  #tags(key: string): Record<string, string> {
    return { [`${key}/Project`]: this.place.project, [`${key}/Environment`]: this.environment };
  }
}
