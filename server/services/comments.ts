/** Comments on files and folders, in Markdown. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Comment } from '../../contract/operations/drive-notes.ts';
import { newId } from '../../local/ids.ts';
import type { Put, Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import { requireItem } from './items.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewAuthor,
  viewTime,
  writtenRecord,
  type Clock,
} from './records.ts';

interface CommentPayload {
  readonly text: string;
  /** Also its parent; here it travels with the comment. */
  readonly itemId: string;
}

interface OneComment {
  readonly itemId: string;
  readonly commentId: string;
}

export interface Comments {
  list(
    caller: Caller,
    input: { itemId: string; page: number; page_size: number },
  ): ReturnType<typeof listPage<Comment>>;
  add(call: Call, input: { itemId: string; text: string }): Promise<Comment>;
  edit(call: Call, input: OneComment & { text: string }): Promise<Comment>;
  remove(call: Call, input: OneComment): Promise<{ deleted: true; id: string }>;
}

/** The service of comments. Only the owner calls it. */
export function createComments({ store, clock }: { store: Store; clock: Clock }): Comments {
  async function write(call: Call, put: Put, before?: StoredRecord): Promise<Comment> {
    const scope = accountScope(call.caller);
    const at = clock();
    const commit = await commitFor(store, () => at, call, scope, [put]);
    return viewComment(await writtenRecord(store, scope, { call, at, commit, put, before }));
  }

  return {
    async list(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireItem(store, scope, input.itemId, ['active', 'root', 'trashed']);
      const query = { kind: 'comment', parent: input.itemId, states: ['active'], order: 'created' } as const;
      return listPage(store, scope, query, input, viewComment);
    },
    async add(call, input) {
      requireOwner(call.caller);
      await requireItem(store, accountScope(call.caller), input.itemId);
      return write(call, commentPut(newId('cmt'), input.itemId, input.text, 'absent'));
    },
    edit(call, input) {
      requireOwner(call.caller);
      return retryOnConflict(async () => {
        const before = await requireComment(store, accountScope(call.caller), input);
        const expect = { version: before.version };
        return write(call, commentPut(before.id, input.itemId, input.text, expect), before);
      });
    },
    async remove(call, input) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      await retryOnConflict(async () => {
        const before = await requireComment(store, scope, input);
        await commitFor(store, clock, call, scope, [purgePut(before)]);
      });
      return { deleted: true, id: input.commentId };
    },
  };
}

function commentPut(id: string, item: string, text: string, expect: NonNullable<Put['expect']>): Put {
  const payload = asJson({ text, itemId: item } satisfies CommentPayload);
  return { op: 'put', kind: 'comment', id, parent: item, state: 'active', payload, expect };
}

/** Leaves of a record its id alone: what it held, and held before, is gone. */
export function purgePut({ kind, id, version }: StoredRecord): Put {
  return { op: 'put', kind, id, state: 'purged', payload: {}, expect: { version }, history: false };
}

async function requireComment(
  store: Store,
  scope: Scope,
  { itemId, commentId }: OneComment,
): Promise<StoredRecord> {
  const record = await store.get(scope, 'comment', commentId);
  if (record?.state === 'active' && record.parent === itemId) return record;
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no comment ${commentId} on ${itemId}. List the comments to find its id.`,
  );
}

function viewComment(record: StoredRecord): Comment {
  return {
    id: record.id,
    item_id: record.parent ?? '',
    text: typed<CommentPayload>(record).payload.text,
    author: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
    updated_at: viewTime(record.updatedAt),
  };
}
