/** The tool lists of the two scopes, computed once: zod to JSON Schema is too slow to do per request. */
import type { ListToolsResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { toolsFor } from '../../../contract/index.ts';

const lists = { read: listOf('read'), write: listOf('write') };

/** The tools that a key of this scope sees, always in the same order. */
export function listedTools(scope: 'read' | 'write'): ListToolsResult {
  return lists[scope];
}

function listOf(scope: 'read' | 'write'): ListToolsResult {
  return {
    tools: toolsFor(scope).map(([name, tool]) => ({
      name,
      title: tool.annotations.title,
      description: tool.description,
      annotations: tool.annotations,
      inputSchema: objectSchema(tool.input, 'input'),
      outputSchema: objectSchema(tool.output, 'output'),
    })),
  };
}

function objectSchema(
  schema: z.ZodObject,
  io: 'input' | 'output',
): { type: 'object'; [name: string]: unknown } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => withoutNoise(jsonSchema, io),
  });
  return { ...rest, type: 'object' };
}

/** Models pay for every character of a list: what zod adds and no reader of it uses is left out. Calls are checked by the schemas themselves. */
function withoutNoise(schema: z.core.JSONSchema.BaseSchema, io: 'input' | 'output'): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // An id shows by its prefix what it is.
  const [, prefix] = /^(\^[a-z]+_)\[0-7\]/.exec(schema.pattern ?? '') ?? [];
  if (prefix !== undefined) schema.pattern = prefix;
  if (prefix !== undefined && schema.description?.endsWith(' id') === true) delete schema.description;
  if (schema.format === 'date-time') for (const said of ['pattern', 'description']) delete schema[said];
  if (io === 'input') return;
  // Of an answer, which nobody has to make: a field more is no error.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (prefix !== undefined) delete schema.pattern;
  delete schema.propertyNames;
}
