import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { githubRequest } from './github';
import { gitlabRequest } from './gitlab';

/** How the comment is told from others when the command is run again. Nobody sees it. */
export const MARKER = '<!-- ship plan -->';

/** A comment that is there. */
export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** A merge or pull request, and what is said about it. */
export interface Comments {
  /** How many characters one may have. */
  readonly longest: number;

  /** Those of whom the token is: others can write what looks like one. */
  list(): Promise<readonly Comment[]>;
  create(body: string): Promise<void>;
  change(id: number, body: string): Promise<void>;
}

/** What became of the comment. */
export type Commented = 'made' | 'changed' | 'as it was';

/**
 * The request that a pipeline runs for.
 *
 * @throws Failure where it runs for none, or may not comment
 */
export function commentsOf(environment: NodeJS.ProcessEnv): Comments {
  const request = environment['CI_MERGE_REQUEST_IID'] ? gitlabRequest(environment) : githubRequest(environment);
  if (!request) {
    throw new Failure(
      '--comment is for a pipeline of a request: neither CI_MERGE_REQUEST_IID (GitLab) nor GITHUB_EVENT_PATH of a pull request (GitHub) is set',
      EXIT.usage,
    );
  }
  return request;
}

/**
 * Says something about a request in the one comment that is for it.
 *
 * @throws Failure
 */
export async function comment(on: Comments, text: string): Promise<Commented> {
  const body = shortened(`${MARKER}\n${text}`, on.longest);
  const there = (await on.list()).find((each) => each.body.startsWith(MARKER));
  if (!there) {
    await on.create(body);
    return 'made';
  }
  if (there.body === body) {
    return 'as it was';
  }
  await on.change(there.id, body);
  return 'changed';
}

function shortened(body: string, longest: number): string {
  const rest = '\n```\n\nThere is more than fits here: the log of the job has all of it.';
  return body.length <= longest ? body : `${body.slice(0, longest - rest.length)}${rest}`;
}
