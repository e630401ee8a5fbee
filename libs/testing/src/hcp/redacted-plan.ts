import type { Run } from './run';

interface PlanJson {
  readonly format_version: string;
  readonly resource_changes?: readonly { readonly provider_name: string; readonly type: string }[];
}

interface SchemasJson {
  readonly format_version: string;
  readonly provider_schemas?: Readonly<Record<string, object>>;
}

/**
 * A plan as HCP Terraform has it shown on the computer that started the run: with the schemas by which it is to be read. That sensitive
 * values are left out there is not played: Terraform itself shows none.
 */
export async function redacted(run: Run): Promise<object> {
  const { format_version, ...plan } = (await run.json) as PlanJson;
  const schemas = (await run.schemas) as SchemasJson;
  return {
    ...plan,
    plan_format_version: format_version,
    provider_format_version: schemas.format_version,
    provider_schemas: schemas.provider_schemas,
  };
}
