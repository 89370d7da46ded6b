/** What each tool of the contract does, and the shape of its answers to models. */
import type { z } from 'zod';
import { KeepsakeError, tools, type ToolName, type Tools } from '../../../contract/index.ts';
import type { Call, Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';

type ToolHandler<Name extends ToolName> = (
  input: z.output<Tools[Name]['input']>,
  call: Call,
) => Promise<z.input<Tools[Name]['output']>>;

export type ToolHandlers = { readonly [Name in ToolName]: ToolHandler<Name> };

const vectorsUnavailable =
  'The embedding model did not answer, so only words were searched: results that say the same in other words may be missing.';

/** The handlers over the services. */
export function createToolHandlers({ recall, memories, projects, tables }: Services): ToolHandlers {
  return {
    async search({ query, limit, token_budget, types, project_id }, { caller }) {
      const project_ids = project_id === undefined ? undefined : [project_id];
      const { results, total_tokens, vectors } = await recall.search(caller, {
        query,
        limit,
        token_budget,
        types,
        project_ids,
        join: true,
        diverse: true,
      });
      return {
        results: results.map(({ id, title, url, text, type, project_id: project, citation, score }) => {
          return { id, title, url, text, type, project_id: project, citation, score };
        }),
        total_tokens,
        ...(vectors === 'unavailable' ? { notice: vectorsUnavailable } : {}),
      };
    },
    fetch: ({ id }, { caller }) => recall.fetch(caller, { id, max_tokens: 8_000 }),
    query_table: ({ project_id, ...query }, { caller }) =>
      tables.query(caller, { ...query, projectId: project_id ?? defaultProject(caller) }),
    async list_memories({ project_id, page, page_size }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      const { items, pagination } = await memories.list(caller, {
        projectId,
        page,
        page_size,
        status: 'active',
      });
      const listed = items.map(({ id, name, content, tags, version, updated_at }) => ({
        id,
        name,
        content,
        tags,
        version,
        updated_at,
      }));
      return { memories: listed, total: pagination.total };
    },
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
    async add_memory({ content, name, tags, project_id }, call) {
      return written(
        await memories.add(call, {
          projectId: project_id ?? defaultProject(call.caller),
          content,
          name,
          tags,
        }),
      );
    },
    async update_memory({ id, content, name, tags, version, message, project_id }, call) {
      const projectId = project_id ?? defaultProject(call.caller);
      return written(
        await memories.update(call, { projectId, memoryId: id, content, name, tags, version, message }),
      );
    },
    async delete_memory({ id, project_id }, call) {
      const { deleted } = await memories.remove(call, {
        projectId: project_id ?? defaultProject(call.caller),
        memoryId: id,
      });
      return { id, deleted };
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

function written({
  id,
  name,
  version,
  status,
  project_id,
}: {
  id: string;
  name: string;
  version: number;
  status: string;
  project_id: string;
}) {
  return { id, name, version, status, project_id };
}

async function projectIds(projects: Services['projects'], caller: Caller): Promise<string[]> {
  const { items } = await projects.list(caller, { page: 1, page_size: 20 });
  return items.map(({ id }) => id);
}

/** Where a key writes when the call names no project. */
function defaultProject(caller: Caller): string {
  if (caller.type === 'key') return caller.defaultProject;
  throw new KeepsakeError('VALIDATION_ERROR', 'The owner has no default project. Name one with project_id.');
}
