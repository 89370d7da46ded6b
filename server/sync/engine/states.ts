/** What people see of links: the state of each, of its projects, and of single records. */
import type { SyncState } from '../../../contract/index.ts';
import type { ExchangeState } from '../../../contract/operations/links.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { Originals } from '../../services/originals.ts';
import { basesOf, isUnsent } from '../service/bases.ts';
import type { LinkedDriveRun } from './linked-drive.ts';
import { isSynced } from '../service/versions.ts';
import type { LinkedProjectRun } from './linked-project.ts';
import { viewLink, type StoredLink } from './records.ts';
import type { RunningLink } from './running-link.ts';

/** From what most needs to be seen to what least does. */
const byUrgency = ['error', 'offline', 'sending', 'taking', 'waiting', 'synced'] as const;

/** @param running none while the server starts */
export async function linkState(
  stored: StoredLink,
  running: Pick<RunningLink, 'account' | 'projects' | 'drive'> | undefined,
  originals: Originals,
): Promise<SyncState> {
  const projects = await Promise.all((running?.projects() ?? []).map((one) => one.state()));
  const drive = running?.drive();
  const files =
    drive === undefined ? null : await driveState(drive, stored, originals, running?.account ?? '');
  const all: ExchangeState[] = [...projects, ...(files === null ? [] : [files])];
  const worst = byUrgency.find((state) => all.some((one) => one.state === state));
  const problem = all.find((one) => one.state === worst)?.problem ?? null;
  return {
    ...viewLink(stored),
    state: stored.payload.paused ? 'paused' : (worst ?? 'synced'),
    problem,
    pending: all.reduce((sum, { pending }) => sum + pending, 0),
    projects,
    files,
  };
}

async function driveState(
  drive: LinkedDriveRun,
  link: StoredLink,
  originals: Originals,
  account: string,
): Promise<NonNullable<SyncState['files']>> {
  const { keeping } = drive;
  const [state, { bytes, remoteBytes: remote }, away] = await Promise.all([
    drive.state(),
    originals.of(account),
    originals.away(account),
  ]);
  const missing = [...keeping.missing()].slice(0, missingShown).map(([id, reason]) => ({ id, reason }));
  return {
    ...state,
    bytes: {
      here: bytes - remote,
      remote,
      away,
      to_fetch: keeping.toFetch(),
      hindrance: hindranceOf(link, state, keeping),
      problem: keeping.problem() ?? null,
      missing,
    },
  };
}

/** What keeps bytes from coming that are wanted here. */
function hindranceOf(
  { payload: { paused, metered } }: StoredLink,
  { state }: Pick<ExchangeState, 'state'>,
  keeping: LinkedDriveRun['keeping'],
): NonNullable<SyncState['files']>['bytes']['hindrance'] {
  if (paused) return 'paused';
  if (metered) return 'metered';
  if (state === 'offline' || keeping.problem() !== undefined) return 'problem';
  return keeping.isStuck() ? 'missing' : null;
}

const missingShown = 100;

const kindOf: Readonly<Record<string, string>> = {
  mem: 'memory',
  ent: 'entry',
  conv: 'conversation',
  msg: 'message',
  itm: 'item',
};

type RecordState = 'synced' | 'waiting' | 'clash' | 'refused';

/** By ids; those of kinds that do not travel in the scope are left out. */
export async function recordStates(
  store: Store,
  scope: Scope,
  run: Pick<LinkedProjectRun, 'refused'> & Partial<Pick<LinkedProjectRun, 'clashing' | 'attaching'>>,
  ids: readonly string[],
): Promise<Record<string, RecordState>> {
  const names = ids.flatMap((id) => {
    const kind = kindOf[id.split('_')[0] ?? ''];
    return kind === undefined || !isSynced(scope, kind) ? [] : [{ kind, id }];
  });
  const [bases, records] = await Promise.all([
    basesOf(store, scope, names),
    Promise.all(names.map(({ kind, id }) => store.get(scope, kind, id))),
  ]);
  const [refused, clashing] = [run.refused(), run.clashing?.()];
  const stateOf = (id: string, isWaiting: boolean): RecordState => {
    if (refused.has(id)) return 'refused';
    if (clashing?.has(id) === true) return 'clash';
    return isWaiting ? 'waiting' : 'synced';
  };
  const there = names.flatMap(({ id }, n) =>
    records[n] === undefined ? [] : [[id, stateOf(id, isUnsent(records[n], bases[n]))] as const],
  );
  return { ...Object.fromEntries(there), ...(await documentStates(store, scope, run.attaching?.(), ids)) };
}

async function documentStates(
  store: Store,
  scope: Scope,
  waiting: ReadonlySet<string> | undefined,
  ids: readonly string[],
): Promise<Record<string, RecordState>> {
  const own = waiting === undefined ? [] : ids.filter((id) => id.startsWith('doc_'));
  const records = await Promise.all(own.map((id) => store.get(scope, 'document', id)));
  const there = own.filter((_, n) => records[n] !== undefined && records[n].state !== 'removed');
  return Object.fromEntries(there.map((id) => [id, waiting?.has(id) === true ? 'waiting' : 'synced']));
}
