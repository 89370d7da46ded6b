/** Comments, attributes and favourites as either side writes them: the next versions of their records, gone when their items are. */
import { purgePut } from '../../../services/comments.ts';
import type { Operation, Put, Scope, Store } from '../../../store/store.ts';
import type { RecordName, Version } from '../../core/version.ts';
import { expectation, madeElsewhere, type Line } from '../lines.ts';

/** Puts of the versions of comments, attributes and favourites. */
export function notePuts(lines: readonly Line[]): Put[] {
  return lines.flatMap(({ before, versions }) =>
    versions.map((version, n): Put => {
      const { kind, id, state, payload } = version;
      const put: Put = {
        op: 'put',
        kind,
        id,
        state,
        payload,
        expect: expectation(before, n),
        ...madeElsewhere(version),
      };
      return kind === 'comment' ? { ...put, parent: itemOf(version) } : put;
    }),
  );
}

function itemOf({ payload }: Pick<Version, 'payload'>): string {
  return (payload as { itemId: string }).itemId;
}

/** Empties a comment, attributes or a mark; one that was never here is remembered all the same. */
export async function purgeNote(store: Store, scope: Scope, { kind, id }: RecordName): Promise<Operation[]> {
  const record = await store.get(scope, kind, id);
  if (record?.state === 'purged') return [];
  if (record !== undefined) return [purgePut(record)];
  return [{ op: 'put', kind, id, state: 'purged', payload: {}, expect: 'absent', history: false }];
}

/** Without what is purged a second time: an item takes along what is said about it, which may be named too. */
export function onceEach(operations: readonly Operation[]): Operation[] {
  const seen = new Set<string>();
  return operations.filter((one) => {
    if (one.op !== 'put' || one.state !== 'purged') return true;
    const name = `${one.kind} ${one.id}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
