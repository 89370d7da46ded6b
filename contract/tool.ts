/** What a tool is, for models and for the server that offers it. */
import type { z } from 'zod';
import { idOf } from './common.ts';

export interface ToolAnnotations {
  readonly title: string;
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: false;
}

export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly description: string;
  /** The scope a key needs to see the tool and to call it. */
  readonly access: 'read' | 'write';
  readonly annotations: ToolAnnotations;
  readonly input: I;
  readonly output: O;
}

/** Declares a tool and keeps the types of its own schemas. */
export function tool<I extends z.ZodObject, O extends z.ZodObject>(definition: Tool<I, O>): Tool<I, O> {
  return definition;
}

export function reading(title: string): ToolAnnotations {
  return { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
}

export function writing(title: string, { destructive = false, idempotent = false } = {}): ToolAnnotations {
  return {
    title,
    readOnlyHint: false,
    destructiveHint: destructive,
    idempotentHint: idempotent,
    openWorldHint: false,
  };
}

/** The project a tool works in. */
export const projectId = idOf('project').optional().describe('the default project when left out');
