/** What an operation is: the one description from which routes, client, OpenAPI and tests are derived. */
import type { z } from 'zod';

/** Who may call: anyone, a key that reads, a key that writes, or the owner alone (who may call everything). */
export type Access = 'anyone' | 'read' | 'write' | 'owner';

/** How the request's body travels. A `file` body is multipart with the fields `file` and those of the input. */
export type BodyKind = 'json' | 'file';

export interface Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; `{name}` segments are taken from the input's fields of that name. */
  readonly path: `/${string}`;
  /** One sentence for the API's documentation. */
  readonly summary: string;
  readonly access: Access;
  readonly input: I;
  readonly output: O;
  readonly body?: BodyKind;
  /** Status of success where it is not 200. */
  readonly status?: 201 | 202;
  /** The answer is the bytes of a file, not an envelope; `output` is then unused. */
  readonly binary?: true;
}

/** Declares an operation and keeps the types of its own schemas. */
export function operation<const D extends Operation>(definition: D): D {
  return definition;
}

/** The names of the `{…}` segments of a path, in order: `/a/{id}/b/{name}` → `['id', 'name']`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

/** Whether the fields that are not in the path travel in the query string. */
export function inputInQuery(operation: Pick<Operation, 'method'>): boolean {
  return operation.method === 'GET' || operation.method === 'DELETE';
}

/** Whether a repeat of the operation must be recognised by its `Idempotency-Key`. */
export function isWrite(operation: Pick<Operation, 'method' | 'access'>): boolean {
  return operation.method !== 'GET' && operation.access !== 'read' && operation.access !== 'anyone';
}
