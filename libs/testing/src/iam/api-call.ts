/** A call of AWS's API, as the emulator records it. */
export interface ApiCall {
  readonly service: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What IAM is asked before a call is carried out. */
export interface IamRequest {
  /** `ecs:UpdateService`. */
  readonly action: string;

  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;

  /** Context keys: tags of the resource, and what else is known of the request. */
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** Whose a resource is, which has an id that does not tell. */
export interface Owner {
  readonly project: string;
  readonly environment: string;
}

/** Whose what has this ARN is. */
export type OwnerOf = (arn: string) => Owner;

/** Where calls are made. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

/** What one call needs beside its own action, or in its place. */
export interface Need {
  /** @default the call's own */
  readonly action?: string;

  /** ARNs of what is there already. */
  readonly on?: readonly string[];

  /** ARNs of what the call makes, with the tags that it is given at once. */
  readonly makes?: readonly string[];

  /** Context keys. */
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/** What a call needs: of one service, by the name of the call. */
export type Needs = Readonly<Record<string, (call: Parameters) => readonly Need[]>>;

/** The parameters of a call, and ARNs of where it is made. */
export class Parameters {
  constructor(
    readonly service: string,
    readonly given: Readonly<Record<string, unknown>>,
    readonly account: Account,
  ) {}

  /** A text among the parameters. */
  text(name: string): string {
    const value = this.given[name];
    if (typeof value !== 'string') {
      throw new Error(`the call has no ${name}: ${JSON.stringify(this.given)}`);
    }
    return value;
  }

  /** The texts that parameters of these names have, or that are in lists of them. */
  texts(...names: readonly string[]): string[] {
    return names
      .flatMap((name) => ([] as unknown[]).concat(this.given[name] ?? []))
      .filter((each) => typeof each === 'string');
  }

  /** A parameter that is an object. */
  object(name: string): Readonly<Record<string, unknown>> {
    return (this.given[name] ?? {}) as Readonly<Record<string, unknown>>;
  }

  /** ARN in the region, of the call's own service unless another is said. */
  arn(resource: string, service = this.service): string {
    const { region, accountId } = this.account;
    return resource.startsWith('arn:') ? resource : `arn:aws:${service}:${region}:${accountId}:${resource}`;
  }

  /** ARN of all regions. */
  globalArn(resource: string, service = this.service): string {
    return `arn:aws:${service}::${this.account.accountId}:${resource}`;
  }

  /** That a service of AWS is handed roles. */
  passes(service: string, ...roles: readonly string[]): readonly Need[] {
    return roles.map((role) => ({
      action: 'iam:PassRole',
      on: [role.startsWith('arn:') ? role : this.globalArn(`role/${role}`, 'iam')],
      context: { 'iam:PassedToService': service },
    }));
  }
}
