/** What a file or folder of this device was in projects, handed over to the item of the server that stands for it. */
import { newId } from '../../../../local/ids.ts';
import { attach, attachmentsOf, sourceOf } from '../../../services/attachments.ts';
import { favouritesAmong, markPut } from '../../../services/attributes.ts';
import type { ItemPayload } from '../../../services/items.ts';
import { followOperation, liveFoldersPut, readLiveFolders } from '../../../services/live-folders.ts';
import type { Operation, Scope, Store } from '../../../store/store.ts';
import type { StandIn, Version } from '../../core/version.ts';

/**
 * Attaches files that stand for others where those were attached, and makes folders live where those were; what went away is detached
 * by whoever takes it away.
 *
 * @param tipOf an item as it is once everything is written
 */
export async function handOver(
  store: Store,
  { account }: Scope,
  replaced: readonly StandIn[],
  tipOf: (id: string) => Promise<Version | undefined>,
): Promise<Operation[]> {
  const operations: Operation[] = [];
  for (const { of, id } of replaced) {
    const attachments = await attachmentsOf(store, account, of);
    const tip = attachments.length === 0 ? undefined : await tipOf(id);
    if (tip?.state !== 'active') continue;
    const known = await attachmentsOf(store, account, id, ['active', 'excluded']);
    const source = sourceOf({ id, payload: tip.payload as unknown as ItemPayload });
    for (const { payload } of attachments)
      if (!known.some((one) => one.payload.projectId === payload.projectId))
        operations.push(...attach(payload.projectId, newId('doc'), source, payload.own !== false));
  }
  return [...operations, ...(await handOverFolders(store, account, replaced))];
}

async function handOverFolders(
  store: Store,
  account: string,
  replaced: readonly StandIn[],
): Promise<Operation[]> {
  const live = await readLiveFolders(store, account);
  const moved = replaced.filter(({ of }) => live.folders[of] !== undefined);
  if (moved.length === 0) return [];
  const folders: Record<string, readonly string[]> = { ...live.folders };
  for (const { of, id } of moved) {
    folders[id] = [...new Set([...(folders[id] ?? []), ...(folders[of] ?? [])])];
    folders[of] = [];
  }
  return [liveFoldersPut(account, live, folders), ...moved.map(({ id }) => followOperation(id))];
}

/**
 * Marks the items that stand for favourites, where marks do not travel: nobody else says what became of them. What became another
 * item that became one again, in the same commit, is the last of these.
 */
export async function handOverMarks(
  store: Store,
  scope: Scope,
  replaced: readonly StandIn[],
): Promise<Operation[]> {
  const became = new Map(replaced.map(({ of, id }) => [of, id]));
  const marked = await favouritesAmong(store, scope, [...became.keys()]);
  const ends = new Set([...marked].filter((of) => became.has(of)).map((of) => endOf(of, became)));
  const isMarked = await favouritesAmong(store, scope, [...ends]);
  return [
    ...[...marked].flatMap((id): Operation[] =>
      became.has(id) ? [{ op: 'erase', kind: 'favourite', id }] : [],
    ),
    ...[...ends].filter((id) => !isMarked.has(id)).map((id) => markPut('favourite', id, true, {})),
  ];
}

function endOf(of: string, became: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let at = of;
  for (let next = became.get(at); next !== undefined && !seen.has(next); next = became.get(at)) {
    seen.add(at);
    at = next;
  }
  return at;
}
