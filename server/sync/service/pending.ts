/** What a device has to send: its log after the last number that was sent, without what came from the server. */
import type { Scope, Store } from '../../store/store.ts';
import type { LogPosition } from '../core/device-state.ts';
import type { Base } from '../core/taking.ts';
import type { Change, ErasedName, Version } from '../core/version.ts';
import { basesOf, isUnsent } from './bases.ts';
import { readLog, type LoggedCommit } from './log.ts';
import { fromSynced, isSynced, nameOf } from './versions.ts';

/** Who wrote the commits that came from the server. */
export const syncAuthor = { type: 'server', id: 'sync', name: 'sync' } as const;

/** Rows `KIND ID` of what was erased because the server said so. */
export const erasedSpace = 'sync-erased';

export interface Pending {
  /** One per commit, oldest first; one commit that is too large for a push comes in parts. What was erased follows. */
  readonly changes: readonly Change[];
  readonly next: LogPosition;
  readonly more: boolean;
}

/** @param limit most versions */
export async function readPending(
  store: Store,
  scope: Scope,
  after: LogPosition,
  limit: number,
): Promise<Pending> {
  const from = { epoch: '', mark: '', ...after };
  const page = await readLog(store, scope, from, limit, ({ author }) => author.id !== syncAuthor.id);
  const changes: Change[] = [];
  for (const { versions } of page.commits) {
    const unsent = await unsentOf(store, scope, versions);
    if (unsent.length > 0) changes.push({ versions: unsent });
  }
  const erased = await ownErased(store, scope, page.erased);
  if (erased.length > 0) changes.push({ versions: [], erased });
  const { seq, part } = page.cursor;
  return { changes, next: { seq, part }, more: page.more };
}

async function unsentOf(
  store: Store,
  scope: Scope,
  versions: readonly LoggedCommit['versions'][number][],
): Promise<Version[]> {
  const bases = await basesOf(store, scope, versions);
  const records = await Promise.all(versions.map(({ kind, id }) => store.get(scope, kind, id)));
  return versions.flatMap((version, n) => {
    const base = bases[n];
    // What retention removed each side removes by itself, and what was erased is told by name.
    if (version.kind === 'message' && version.state !== 'active') return [];
    if (version.revision === base?.revision) return [];
    if (version.kind === 'conversation' && !isUnsent(records[n], base)) return [];
    return [fromBase(fromSynced(version), base)];
  });
}

/** Of a conversation nothing between the base and the newest version is kept. */
function fromBase(version: Version, base: Base | undefined): Version {
  if (version.kind !== 'conversation') return version;
  if (base === undefined) return { ...version, parents: [] };
  return {
    ...version,
    parents: [base.revision],
    ...(base.said === undefined ? {} : { base: base.said }),
  };
}

async function ownErased(store: Store, scope: Scope, erased: readonly ErasedName[]): Promise<ErasedName[]> {
  const own = erased.filter(({ kind }) => isSynced(scope, kind));
  const all = own.flatMap(({ revisions, ...name }): ErasedName[] =>
    revisions === undefined ? [name] : revisions.map((one) => ({ ...name, revisions: [one] })),
  );
  const told = await store.rowsOf(scope, erasedSpace, all.map(erasedKey));
  return togetherAgain(all.filter((_, n) => told[n] === undefined));
}

/** By which is known that the server told of it. Parts of a history are known revision by revision. */
export function erasedKey({ revisions = [], ...name }: ErasedName): string {
  return [nameOf(name), ...revisions].join(' ');
}

/** The revisions of a record in one name. */
function togetherAgain(parts: readonly ErasedName[]): ErasedName[] {
  return [...Map.groupBy(parts, nameOf).values()].flatMap((some) => {
    const whole = some.find(({ revisions }) => revisions === undefined);
    const { kind, id } = some[0] as ErasedName;
    return [whole ?? { kind, id, revisions: some.flatMap(({ revisions = [] }) => revisions) }];
  });
}
