/** What the tools of memories do, and the words in which their answers tell what became of a write. */
import type { Flag, WrittenMemory } from '../../../contract/index.ts';
import type { Services } from '../../services/services.ts';
import { defaultProject } from './caller-project.ts';
import type { ToolHandlers } from './tools.ts';

type MemoryTools = Pick<ToolHandlers, 'list_memories' | 'add_memory' | 'update_memory' | 'delete_memory'>;

export const heldNotice =
  'The user has to approve this first: nothing has changed yet, and it cannot be recalled until then.';

export function createMemoryTools({ memories }: Services): MemoryTools {
  return {
    async list_memories({ project_id, page, page_size, branch }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      const { items, pagination } = await memories.list(caller, {
        projectId,
        page,
        page_size,
        status: 'active',
        branch,
      });
      const listed = items.map(({ id, name, content, tags, version, updated_at, written_by, flags }) => ({
        id,
        name,
        content,
        tags,
        version,
        updated_at,
        written_by: written_by.name ?? written_by.client ?? written_by.type,
        ...wordsOf(flags),
      }));
      return { memories: listed, total: pagination.total };
    },
    async add_memory({ project_id, ...rest }, call) {
      return written(
        await memories.add(call, { projectId: project_id ?? defaultProject(call.caller), ...rest }),
      );
    },
    async update_memory({ id, project_id, ...rest }, call) {
      const projectId = project_id ?? defaultProject(call.caller);
      return written(await memories.update(call, { projectId, memoryId: id, ...rest }));
    },
    async delete_memory({ id, branch, project_id }, call) {
      const { deleted } = await memories.remove(call, {
        projectId: project_id ?? defaultProject(call.caller),
        memoryId: id,
        branch,
      });
      return { id, deleted, ...(deleted ? {} : { notice: heldNotice }) };
    },
  };
}

function written(memory: WrittenMemory) {
  const { id, name, version, status, project_id, outcome, similar, flags } = memory;
  const notice = noticeOf(memory);
  return {
    id,
    name,
    version,
    status,
    project_id,
    outcome,
    ...(similar === undefined ? {} : { similar }),
    ...wordsOf(flags),
    ...(notice === '' ? {} : { notice }),
  };
}

function noticeOf({ outcome, similar = [], conflict_ids = [], flags = [] }: WrittenMemory): string {
  const alike = similar[0]?.id;
  return [
    outcome === 'held' ? heldNotice : '',
    outcome === 'duplicate'
      ? 'This was written down already, so nothing was added. Use on_duplicate "keep" or "supersede" to add it anyway.'
      : '',
    outcome === 'written' && alike !== undefined
      ? `${alike} says nearly the same. If this replaces it, delete that one, or add with on_duplicate "supersede".`
      : '',
    conflict_ids.length > 0
      ? 'It contradicts what is written down elsewhere; the user decides which holds.'
      : '',
    flags.some(({ redacted }) => redacted) ? 'Secrets in it were replaced before it was stored.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function wordsOf(flags: readonly Flag[] = []) {
  return flags.length === 0 ? {} : { flags: flags.map(({ kind, what }) => `${kind}: ${what}`) };
}
