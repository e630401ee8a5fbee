import type { Deployment } from '@laravel-ecs/config';
import type { Aws } from '../aws/aws';
import { type EnvironmentOptions, prepare } from '../environment/options';
import { previewsOf } from '../preview/preview';
import type { PreviewRecord } from '../preview/records';
import type { Release } from '../release/history';
import { answer, say } from '../say';
import { withTerraform } from '../session';
import { sayTable } from '../table';
import { ago, shortDigest, soon } from '../words';

/** A preview, as far as it is made. */
interface Listed {
  readonly name: string;
  readonly branch: string;
  readonly createdAt: string;
  readonly expiresAt: string;

  /** By digest, and what the image is called. */
  readonly image?: string | undefined;
  readonly tag?: string | undefined;
  readonly url?: string | undefined;
  readonly state: 'half made' | 'nothing released' | 'serves';
}

/** Says which previews there are, the oldest first. */
export async function list(options: Pick<EnvironmentOptions, 'emulator' | 'json'>): Promise<void> {
  await prepare(options);
  const { aws, project, records } = await withTerraform({}, previewsOf);
  const all = await Promise.all((await records.all()).map((record) => look(aws, project, record)));
  if (options.json) {
    answer(all);
    return;
  }
  if (all.length === 0) {
    say('There is no preview: npx ship preview up BRANCH');
    return;
  }
  sayTable(
    ['name', 'branch', 'image', 'made', 'goes', 'state'],
    all.map(({ name, branch, image, tag, createdAt, expiresAt, state }) => [
      name,
      branch,
      tag ?? (image ? shortDigest(image) : ''),
      ago(createdAt),
      Date.parse(expiresAt) <= Date.now() ? 'with the next sweep' : soon(expiresAt),
      state,
    ]),
  );
}

async function look(aws: Aws, project: string, record: PreviewRecord): Promise<Listed> {
  const { name, branch, createdAt, expiresAt } = record;
  const parameter = (what: string) => `/${project}/${name}/${what}`;
  const ssm = await aws.ssm();
  const { Parameters = [] } = await ssm.getParameters({ Names: ['deployment', 'image', 'release'].map(parameter) });
  const value = (what: string) => Parameters.find(({ Name }) => Name === parameter(what))?.Value;
  const known = { name, branch, createdAt, expiresAt };
  const said = value('deployment');
  if (!said) {
    return { ...known, state: 'half made' };
  }
  const { url } = JSON.parse(said) as Deployment;
  const image = value('image');
  if (!image?.includes('@')) {
    return { ...known, url, state: 'nothing released' };
  }
  const newest = JSON.parse(value('release') ?? '{}') as Partial<Release>;
  return { ...known, url, image, tag: newest.image === image ? newest.tag : undefined, state: 'serves' };
}
