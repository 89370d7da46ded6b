/** What the tools of a memory's history do. */
import type { Author } from '../../../contract/index.ts';
import type { Services } from '../../services/services.ts';
import { defaultProject } from './caller-project.ts';
import type { ToolHandlers } from './tools.ts';

type HistoryTools = Pick<ToolHandlers, 'memory_history' | 'restore_memory'>;

export function createHistoryTools({ history, memories }: Services): HistoryTools {
  return {
    async memory_history({ id, limit, project_id }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      const versions = await history.versions(caller, { projectId, memoryId: id, limit });
      const revisions = versions.map(({ revision, version, status, content, time, author, message }) => {
        const why = message === undefined ? {} : { message };
        return { revision, version, status, content, time, author: nameOf(author), ...why };
      });
      return { revisions };
    },
    async restore_memory({ id, revision, project_id }, call) {
      const projectId = project_id ?? defaultProject(call.caller);
      const restored = await memories.restore(call, { projectId, memoryId: id, revision });
      return { id, version: restored.version, status: restored.status };
    },
  };
}

/** Who wrote a revision, in words. */
function nameOf({ type, name, client }: Author): string {
  return [type === 'key' ? (name ?? 'a key') : type, ...(client === undefined ? [] : [client])].join(', ');
}
