import type { EnvironmentConfig } from './environment';
import type { Refuse } from './refuse';

/** Something of AWS that an environment's file names. */
interface Reference {
  readonly path: readonly PropertyKey[];
  readonly arn: string | undefined;

  /** What it is. */
  readonly what: string;

  /** Whether it may belong to another account. */
  readonly anyAccount?: boolean;
}

/** Refuses what stands in another region or belongs to another account: AWS finds it in the middle of an apply, and stops. */
export function refuseForeignArns(config: EnvironmentConfig, refuse: Refuse): void {
  refuseForeign(config.aws, references(config), refuse);
}

/** The same of what is named anywhere. */
export function refuseForeign(
  { region, accountId }: EnvironmentConfig['aws'],
  named: readonly Reference[],
  refuse: Refuse,
): void {
  for (const { path, arn, what, anyAccount = false } of named) {
    // What is no ARN is a name, and ARNs of IAM have no region.
    const [, , , itsRegion, itsAccount = ''] = arn?.split(':') ?? [];
    if (itsRegion && itsRegion !== region) {
      refuse(path, `is in ${itsRegion}, and the environment in ${region}: name ${what} there`);
    }
    if (!anyAccount && accountId && /^\d+$/.test(itsAccount) && itsAccount !== accountId) {
      refuse(
        path,
        `belongs to the account ${itsAccount}, and the environment to ${accountId}: name ${what} of that account`,
      );
    }
  }
}

function references(config: EnvironmentConfig): Reference[] {
  const { certificateArn, loadBalancer, permissionsBoundary, database, web } = config;
  const hooks = 'hooks' in web.deployment ? web.deployment.hooks : [];
  return [
    { path: ['certificateArn'], arn: certificateArn, what: 'a certificate' },
    ...loadBalancer.extraCertificateArns.map((arn, index) => ({
      path: ['loadBalancer', 'extraCertificateArns', index],
      arn,
      what: 'a certificate',
    })),
    ...hooks.map(({ functionArn: arn }, index) => ({
      path: ['web', 'deployment', 'hooks', index, 'functionArn'],
      arn,
      what: 'a function',
    })),
    { path: ['permissionsBoundary'], arn: permissionsBoundary, what: 'a policy' },
    // Snapshots can be shared with other accounts.
    { path: ['database', 'restoreFrom'], arn: database.restoreFrom, what: 'a snapshot', anyAccount: true },
  ];
}
