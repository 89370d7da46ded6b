/** Commits that use contents again, while a sweep, on this server or another one, may be about to remove them. */
import { KeepsakeError } from '../../contract/index.ts';
import { restingState, type BlobPayload } from './content-places.ts';
import type { Check, Commit, CommitResult, Operation, Scope, Store } from '../store/store.ts';

const mostTries = 8;
/** Of contents that versions may name. */
const anyPlace: readonly string[] = ['kept', 'remote'];

/**
 * Commits. Where it is refused because a sweep has marked a content that it uses, the mark is taken away by the commit
 * itself: the sweep, which names the version that it marked, then leaves the content.
 *
 * @throws KeepsakeError as the store does; STATE_NOT_READY when the content is gone already
 */
export async function commitKeeping(store: Store, scope: Scope, commit: Commit): Promise<CommitResult> {
  let { operations } = commit;
  for (let tries = 1; ; tries++) {
    try {
      return await store.commit(scope, { ...commit, operations });
    } catch (error) {
      const blob = blobOf(error);
      if (blob === undefined || tries >= mostTries || !commit.operations.some((one) => isCheck(one, blob)))
        throw error;
      operations = await withoutMark(store, scope, operations, blob);
    }
  }
}

/** The content about which a commit was refused. */
function blobOf(error: unknown): string | undefined {
  if (!(error instanceof KeepsakeError) || error.details?.['kind'] !== 'blob') return undefined;
  const { id } = error.details;
  return typeof id === 'string' ? id : undefined;
}

function isCheck(operation: Operation, blob: string): boolean {
  return operation.op === 'check' && operation.kind === 'blob' && operation.id === blob;
}

/** In which a content may be used: as the commit says itself. */
function usableStates(operations: readonly Operation[], blob: string): readonly string[] {
  const checks = operations.filter((one) => isCheck(one, blob));
  return (checks as Check[]).find(({ states }) => states?.includes('remote') !== true)?.states ?? anyPlace;
}

/** Puts stand last, so that answers to the others keep their places. */
async function withoutMark(
  store: Store,
  scope: Scope,
  operations: readonly Operation[],
  id: string,
): Promise<Operation[]> {
  const record = await store.get(scope, 'blob', id);
  const states = usableStates(operations, id);
  const others = operations.filter(
    (one) => !isCheck(one, id) && !(one.op === 'put' && one.kind === 'blob' && one.id === id),
  );
  if (record !== undefined && states.includes(record.state))
    return [...others, { op: 'check', kind: 'blob', id, states }];
  if (record?.state !== 'removing') throw gone();
  const { payload, version } = record;
  const put = {
    op: 'put',
    kind: 'blob',
    id,
    state: restingState(record.payload as unknown as BlobPayload),
    payload,
    expect: { version },
    history: false,
  } as const;
  return [...others, put];
}

function gone(): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    'The content of this file was deleted for good while it was about to be used again. Send it again.',
    { kind: 'content' },
  );
}
