/** What the tools of key-value memory do. */
import { KeepsakeError, type WrittenEntry } from '../../../contract/index.ts';
import type { Call } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { defaultProject } from './caller-project.ts';
import { heldNotice } from './memory-tools.ts';
import type { ToolHandlers } from './tools.ts';

type EntryTools = Pick<ToolHandlers, 'kv_get' | 'kv_list' | 'kv_set' | 'kv_delete'>;
type SetInput = Parameters<ToolHandlers['kv_set']>[0];

export function createEntryTools({ entries }: Services): EntryTools {
  return {
    async kv_get({ namespace, key, project_id }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      const entry = await entries.find(caller, { projectId, namespace, key });
      if (entry === undefined) return { found: false };
      const { value, version, updated_at, expires_at } = entry;
      return { found: true, value, version, updated_at, expires_at };
    },
    async kv_list({ namespace, prefix = '', after, limit, project_id }, { caller }) {
      const projectId = project_id ?? defaultProject(caller);
      if (namespace === undefined) {
        const { items, next } = await entries.namespaces(caller, { projectId, after, limit });
        return { namespaces: items.map((one) => one.namespace), next };
      }
      const { items, next } = await entries.list(caller, { projectId, namespace, prefix, after, limit });
      const keys = items.map(({ key, version, bytes, updated_at }) => ({ key, version, bytes, updated_at }));
      return { keys, next };
    },
    async kv_set(input, call) {
      const { key, version, bytes, expires_at, review_id } = await write(entries, call, input);
      return { key, version, bytes, expires_at, ...(review_id === undefined ? {} : { notice: heldNotice }) };
    },
    async kv_delete({ project_id, ...rest }, call) {
      const projectId = project_id ?? defaultProject(call.caller);
      const { key, deleted, review_id } = await entries.remove(call, { projectId, ...rest });
      return { key, deleted, ...(review_id === undefined ? {} : { notice: heldNotice }) };
    },
  };
}

async function write(
  entries: Services['entries'],
  call: Call,
  { project_id, mode, value, ttl, version, ...name }: SetInput,
): Promise<WrittenEntry> {
  const projectId = project_id ?? defaultProject(call.caller);
  if (mode === 'set') return entries.set(call, { projectId, ...name, value, ttl, version });
  if (ttl !== undefined || version !== undefined)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `With mode "${mode}" there is no ttl and no version: it changes whatever is there. Leave them out, or use "set".`,
    );
  if (mode === 'append') return entries.append(call, { projectId, ...name, value });
  if (typeof value === 'number') return entries.increment(call, { projectId, ...name, by: value });
  throw new KeepsakeError('VALIDATION_ERROR', 'With mode "increment" the value is the number to add.');
}
