import { isPreview, PREVIEW } from '@laravel-ecs/config';

/** What a person types to have Terraform make what belongs to an environment, or to a preview, which goes by its branch. */
export function commandThatMakes(environment: string): string {
  return isPreview(environment) ? 'npx ship preview up BRANCH' : `npx ship up ${environment}`;
}

/** The file that says what an environment is like, or what previews are. */
export function fileOf(environment: string): string {
  return `environments/${isPreview(environment) ? PREVIEW : environment}/environment.ts`;
}
