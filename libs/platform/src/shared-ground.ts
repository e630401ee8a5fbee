import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { groundParameter } from '@laravel-ecs/config';
import { Fn, type IResolvable, TerraformLocal, Token } from 'cdktf';
import { Construct } from 'constructs';

/** What an environment lets a preview stand on, as expressions: Terraform reads it. */
export class SharedGround extends Construct {
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnetIds: readonly string[];
  readonly assignPublicIp: IResolvable;
  readonly securityGroup: { readonly id: string };
  readonly listenerArn: string;
  readonly protocol: string;
  readonly domain: string;
  readonly database: Readonly<Record<'connection' | 'host' | 'port' | 'username' | 'secret', string>>;

  readonly #said: string;

  constructor(scope: Construct, id: string, { project, of }: { readonly project: string; readonly of: string }) {
    super(scope, id);
    const { insecureValue } = new DataAwsSsmParameter(this, 'Parameter', { name: groundParameter(project, of) });
    this.#said = insecureValue;
    this.vpcId = this.#local('vpc').asString;
    this.cidr = this.#local('cidr').asString;
    this.subnetIds = this.#local('subnets').asList;
    this.assignPublicIp = this.#local('assignPublicIp').asBoolean;
    this.securityGroup = { id: this.#local('securityGroup').asString };
    this.listenerArn = this.#local('listener').asString;
    this.protocol = this.#local('protocol').asString;
    this.domain = this.#local('domain').asString;
    this.database = {
      connection: this.#local('database', 'connection').asString,
      host: this.#local('database', 'host').asString,
      port: this.#local('database', 'port').asString,
      username: this.#local('database', 'username').asString,
      secret: this.#local('database', 'secret').asString,
    };
  }

  /** Named, so that policies and container definitions, which are JSON in JSON, stay readable before Terraform runs. */
  #local(...path: readonly string[]): TerraformLocal {
    return new TerraformLocal(this, path.join('-'), Token.asAny(Fn.lookupNested(Fn.jsondecode(this.#said), [...path])));
  }
}
