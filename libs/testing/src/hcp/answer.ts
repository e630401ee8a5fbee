/** A call that was taken in: its query, its body, and what stands for the variable parts of its path. */
export interface Call {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly words: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route = readonly [method: string, path: RegExp, handle: (call: Call) => Answer | Promise<Answer>];

export const MISSING = refused(404, 'not found');

/** An answer that says what is wrong with a call. */
export function refused(status: number, title: string, detail?: string): Answer {
  return { status, json: { errors: [{ status: String(status), title, detail }] } };
}

/** A thing by itself. */
export function one(data: object | undefined, status = 200): Answer {
  return data ? { status, json: { data } } : MISSING;
}

/** All things of a kind, on one page. */
export function page(data: readonly object[]): Answer {
  return { status: 200, json: { data, meta: { pagination: { 'current-page': 1, 'total-pages': 1 } } } };
}

/** A thing as JSON:API has it. */
export function thing<Attributes extends object>(
  type: string,
  id: string,
  attributes: Attributes,
  relationships: Readonly<Record<string, Link>> = {},
) {
  return { id, type, attributes, relationships };
}

/** Another thing that a thing names. */
export interface Link {
  readonly data: { readonly type: string; readonly id: string };
}

export function link(type: string, id: string): Link {
  return { data: { type, id } };
}

interface Sent {
  readonly data: { readonly attributes?: object; readonly relationships?: Readonly<Record<string, Link>> };
}

export function attributesOf(body: Buffer): object {
  return (JSON.parse(body.toString()) as Sent).data.attributes ?? {};
}

/** Id of a thing that is named in a call. */
export function linkedIn(body: Buffer, name: string): string | undefined {
  return (JSON.parse(body.toString()) as Sent).data.relationships?.[name]?.data.id;
}
