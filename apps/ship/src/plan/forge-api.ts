import { z } from 'zod';
import { Failure } from '../failure';
import type { Comment } from './comment';

const author = z.object({ id: z.number(), type: z.string().optional() });

/** GitHub says `user` where GitLab says `author`, and neither of one whose account is gone. */
const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: author.nullish(),
  author: author.nullish(),
});

/** Who has written a comment. `type` is GitHub's alone. */
export type Author = z.output<typeof author>;

export interface ForgeOptions {
  /** URL that paths are appended to. */
  readonly url: string;

  /** Headers of every request, the token's among them. */
  readonly headers: Readonly<Record<string, string>>;

  /** What to do where the token is not taken, or may not do that. */
  readonly mend: string;
}

/** The API of GitHub or GitLab, as far as comments need it. The two are alike in that. */
export class ForgeApi {
  readonly #options: ForgeOptions;

  constructor(options: ForgeOptions) {
    this.#options = options;
  }

  /** Tells what the token's user has written. */
  async ownUser(): Promise<(by: Author) => boolean> {
    const { id } = author.parse(await this.call('GET', '/user'));
    return (by) => by.id === id;
  }

  /** The comments at a path by those who are asked for, page after page. */
  async comments(path: string, isBy: (author: Author) => boolean): Promise<readonly Comment[]> {
    const all: Comment[] = [];
    for (let page = 1; ; page += 1) {
      const found = z.array(comment).parse(await this.call('GET', `${path}?per_page=${PAGE}&page=${page}`));
      for (const { id, body, ...by } of found) {
        const writer = by.user ?? by.author;
        if (writer && isBy(writer)) {
          all.push({ id, body: body ?? '' });
        }
      }
      if (found.length < PAGE) {
        return all;
      }
    }
  }

  /** @throws Failure that never has the token */
  async call(method: string, path: string, body?: object): Promise<unknown> {
    const { url, headers, mend } = this.#options;
    const { host } = new URL(url);
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers: { ...headers, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { cause } = error as Error;
      throw new Failure(
        `${host} can't be reached: ${cause instanceof Error ? cause.message : (error as Error).message}`,
      );
    }
    if (response.status === 429 || (response.status === 403 && response.headers.get('x-ratelimit-remaining') === '0')) {
      const seconds = response.headers.get('retry-after');
      throw new Failure(`${host} wants fewer calls: run the job again ${seconds ? `in ${seconds} s` : 'later'}`);
    }
    if ([401, 403, 404].includes(response.status)) {
      throw new Failure(`${host} does not let ${method} ${path} (${response.status}): ${mend}`);
    }
    if (!response.ok) {
      throw new Failure(`${host} refuses ${method} ${path} (${response.status})`);
    }
    return await response.json();
  }
}

const PAGE = 100;
