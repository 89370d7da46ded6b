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
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return { ...rest, type: 'object' };
}
