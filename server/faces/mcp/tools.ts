/** What each tool of the contract does, and the shape of its answers to models. */
import type { z } from 'zod';
import { KeepsakeError, tools, type ToolName, type Tools } from '../../../contract/index.ts';
import type { Call, Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { defaultProject } from './caller-project.ts';
import { createConversationTools } from './conversation-tools.ts';
import { createEntryTools } from './entry-tools.ts';
import { createHistoryTools } from './history-tools.ts';
import { createMemoryTools } from './memory-tools.ts';
import { searchForModel } from './search-answer.ts';

type ToolHandler<Name extends ToolName> = (
  input: z.output<Tools[Name]['input']>,
  call: Call,
) => Promise<z.input<Tools[Name]['output']>>;

export type ToolHandlers = { readonly [Name in ToolName]: ToolHandler<Name> };

/** The handlers over the services. */
export function createToolHandlers(services: Services): ToolHandlers {
  const { recall, projects, tables } = services;
  return {
    ...createEntryTools(services),
    ...createConversationTools(services),
    ...createMemoryTools(services),
    ...createHistoryTools(services),
    search: async (input, { caller }) => (await searchForModel(recall, caller, input)).answer,
    fetch: ({ id }, { caller }) => recall.fetch(caller, { id, max_tokens: 8_000 }),
    query_table: ({ project_id, ...query }, { caller }) =>
      tables.query(caller, { ...query, projectId: project_id ?? defaultProject(caller) }),
    async project_overview({ project_id }, { caller }) {
      const ids = project_id === undefined ? await projectIds(projects, caller) : [project_id];
      const overviews = await Promise.all(ids.map((projectId) => projects.overview(caller, { projectId })));
      return {
        projects: overviews.map(({ project, default_for_writes, documents, recent_memories }) => {
          const { id, name, description, document_count, memory_count } = project;
          const files = documents.map((document) => ({
            id: document.id,
            name: document.name,
            status: document.status,
          }));
          return {
            id,
            name,
            description,
            default_for_writes,
            document_count,
            memory_count,
            documents: files,
            recent_memories,
          };
        }),
      };
    },
  };
}

/** Runs a tool for a caller. @throws KeepsakeError for an unknown tool, input that does not fit, or a refusal. */
export async function callTool(
  handlers: ToolHandlers,
  name: ToolName,
  args: unknown,
  call: Call,
): Promise<Record<string, unknown>> {
  const parsed = tools[name].input.safeParse(args ?? {});
  if (!parsed.success) {
    const words = parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || '(arguments)'}: ${message}`)
      .join('; ');
    throw new KeepsakeError('VALIDATION_ERROR', `The arguments of ${name} do not fit: ${words}.`);
  }
  const handle = handlers[name] as (input: unknown, call: Call) => Promise<Record<string, unknown>>;
  return handle(parsed.data, call);
}

async function projectIds(projects: Services['projects'], caller: Caller): Promise<string[]> {
  const { items } = await projects.list(caller, { status: 'active', page: 1, page_size: 20 });
  return items.map(({ id }) => id);
}
