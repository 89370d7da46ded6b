/** What a device cannot take yet, as rows: versions that wait for a name or a folder, and records that wait to go. */
import { owedSpace } from '../../services/sync.ts';
import type { Operation, Scope, Store } from '../../store/store.ts';
import type { DeviceState } from '../core/device-state.ts';
import { tipOf, type Line } from '../core/lines.ts';
import type { StandIn } from '../core/version.ts';
import { nameOf } from './versions.ts';

/** Written with what they speak of; keyed by the record's name, by which a permanent deletion finds them. */
export type Owing = Pick<DeviceState, 'owed' | 'waiting'>;

const most = 100_000;
const waitingSpace = 'sync-waiting';

export async function readOwing(store: Store, scope: Scope): Promise<Owing> {
  const [owed, waiting] = await Promise.all(
    [owedSpace, waitingSpace].map((space) => store.rows(scope, space, { limit: most })),
  );
  const valueOf = ({ value }: { readonly value: Uint8Array }): unknown =>
    JSON.parse(Buffer.from(value).toString());
  return {
    owed: (owed ?? []).map((row) => valueOf(row) as Line),
    waiting: (waiting ?? []).map((row) => valueOf(row) as StandIn),
  };
}

/** Replaces what was owed before by what is owed now. */
export function owingOperations(before: Owing, now: Owing): Operation[] {
  return [
    ...changed(
      owedSpace,
      byName(before.owed, (line) => nameOf(tipOf(line))),
      byName(now.owed, (line) => nameOf(tipOf(line))),
    ),
    ...changed(waitingSpace, byName(before.waiting, nameOfStandIn), byName(now.waiting, nameOfStandIn)),
  ];
}

export function clearOwing(): Operation[] {
  return [owedSpace, waitingSpace].map((space) => ({ op: 'clear', space, prefix: '' }));
}

const nameOfStandIn = ({ kind, of }: StandIn) => nameOf({ kind, id: of });

function byName<T>(all: readonly T[], name: (one: T) => string): Map<string, T> {
  return new Map(all.map((one) => [name(one), one]));
}

function changed<T extends object>(
  space: string,
  before: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
): Operation[] {
  const gone = [...before.keys()].filter((key) => !now.has(key));
  const news = [...now].filter(([key, one]) => before.get(key) !== one);
  return [
    ...gone.map((key): Operation => ({ op: 'row', space, key, value: null })),
    ...news.map(([key, one]): Operation => ({
      op: 'row',
      space,
      key,
      value: Buffer.from(JSON.stringify(one)),
    })),
  ];
}
