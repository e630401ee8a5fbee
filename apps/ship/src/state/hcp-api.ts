import { z } from 'zod';
import { Failure } from '../failure';
import { tokenOf } from './hcp-token';

const resource = z.object({
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  relationships: z.unknown().optional(),
});
const page = z.object({ data: z.array(resource) });

/** Something that HCP Terraform has. */
export type Resource = z.output<typeof resource>;

/**
 * HCP Terraform's API, or Terraform Enterprise's, as far as states need it.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs
 */
export class HcpApi {
  readonly #hostname: string;
  readonly #token: string;

  /** @throws Failure where nobody is logged in */
  constructor(hostname: string) {
    this.#hostname = hostname;
    this.#token = tokenOf(hostname);
  }

  /** What is at a path; nothing where there is nothing, or nothing that may be seen. */
  async get(path: string): Promise<Resource | undefined> {
    const found = await this.#call('GET', path);
    return found === undefined ? undefined : z.object({ data: resource }).parse(found).data;
  }

  /** All that are at a path. */
  async list(path: string): Promise<readonly Resource[]> {
    const found = await this.#call('GET', path);
    return found === undefined ? [] : page.parse(found).data;
  }

  async create(path: string, type: string, attributes: object, relationships: object = {}): Promise<Resource> {
    const made = await this.#call('POST', path, { data: { type, attributes, relationships } });
    return z.object({ data: resource }).parse(made).data;
  }

  async change(path: string, type: string, attributes: object): Promise<void> {
    await this.#call('PATCH', path, { data: { type, attributes } });
  }

  /**
   * Has something done.
   *
   * @param unless statuses that say that nothing is to be done, or can be done any more
   */
  async act(path: string, unless: readonly number[]): Promise<void> {
    await this.#call('POST', path, {}, unless);
  }

  async #call(
    method: string,
    path: string,
    body?: object,
    isNothing: readonly number[] = method === 'GET' ? [404] : [],
  ): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`https://${this.#hostname}/api/v2${path}`, {
        method,
        headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/vnd.api+json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { cause } = error as Error;
      throw new Failure(
        `${this.#hostname} can't be reached: ${cause instanceof Error ? cause.message : (error as Error).message}`,
      );
    }
    if (response.status === 401) {
      throw new Failure(
        `${this.#hostname} does not take your token, which may have expired: terraform login ${this.#hostname}`,
      );
    }
    if (isNothing.includes(response.status)) {
      return undefined;
    }
    if (!response.ok) {
      throw new Failure(`${this.#hostname} refuses ${method} ${path} (${response.status}): ${await response.text()}`);
    }
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }
}
