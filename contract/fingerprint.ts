/** One canonical text of everything the contract promises, to be hashed: a change of it needs a new version. */
import { z } from 'zod';
import { errorStatus } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations/index.ts';
import { toolsFor } from './tools.ts';

/** The contract's schemas as canonical JSON, keys sorted. */
export function contractText(): string {
  const api = Object.entries(operations as Record<string, Operation>).map(([name, operation]) => {
    const { input, output, summary: _summary, ...rest } = operation;
    return { name, ...rest, input: inputSchema(input), output: z.toJSONSchema(output) };
  });
  const offered = toolsFor('write').map(([name, { input, output, ...rest }]) => ({
    name,
    ...rest,
    input: inputSchema(input),
    output: z.toJSONSchema(output),
  }));
  return JSON.stringify(sorted({ operations: api, tools: offered, errors: errorStatus }));
}

function inputSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input' });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
