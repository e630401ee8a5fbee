import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';

export interface OidcProviderProps {
  /** Address of who issues the tokens, without a protocol: `gitlab.com`. */
  readonly host: string;

  /** Whom the tokens are for. */
  readonly audience: string;
}

/**
 * Whose tokens AWS takes in exchange for credentials. What they have to say is each role's to ask.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export class OidcProvider extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { host, audience }: OidcProviderProps) {
    super(scope, id);
    this.arn = new IamOpenidConnectProvider(this, 'Provider', { url: `https://${host}`, clientIdList: [audience] }).arn;
  }
}
