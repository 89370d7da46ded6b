/** Inputs made from the contract's schemas: ids of a world, and the smallest of everything else that fits. */
import { z } from 'zod';
import { newId } from '../../../local/ids.ts';
import type { IdPrefix } from '../../../contract/index.ts';

/** Real ids by prefix, such as `mem`, and real values by the name of the field. */
export interface Known {
  readonly ids: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What single operations want instead. */
  readonly only?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** An input that fits: all that is required, and every id that may be given. An id that is not known is a new one. */
export function sampleInput(name: string, input: z.ZodType, known: Known): Record<string, unknown> {
  const schema = z.toJSONSchema(input, { io: 'input' }) as Schema;
  return { ...(sampleOf(schema, '', known) as Record<string, unknown>), ...known.only?.[name] };
}

function sampleOf(schema: Schema, name: string, known: Known): unknown {
  if (name in known.fields) return known.fields[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return sampleOf(either.find(({ type }) => type !== 'null') ?? {}, name, known);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field, one]) => schema.required?.includes(field) === true || prefixIn(one) !== undefined)
          .map(([field, one]) => [field, sampleOf(one, field, known)]),
      );
    case 'array':
      return (schema.minItems ?? 1) > 0 ? [sampleOf(schema.items ?? {}, name, known)] : [];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return textOf(schema, known);
  }
}

function textOf(schema: Schema, { ids }: Known): string {
  const prefix = prefixIn(schema);
  if (prefix !== undefined) return ids[prefix] ?? newId(prefix as IdPrefix);
  return schema.format === 'date-time' ? new Date().toISOString() : 'sample';
}

/** Of the schema of an id, also where there may be none. */
function prefixIn(schema: Schema): string | undefined {
  const [own] = [schema, ...(schema.anyOf ?? [])].flatMap(
    ({ pattern }) => /^\^([a-z]+)_/.exec(pattern ?? '')?.[1] ?? [],
  );
  return own;
}
