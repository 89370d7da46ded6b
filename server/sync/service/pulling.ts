/** What a device takes from the server: pages of the log, and heads to compare with. */
import type { SyncCursor } from '../../../contract/index.ts';
import { accountScope, projectScope, requireStanding } from '../../services/caller.ts';
import type { Sync } from '../../services/sync.ts';
import type { Call } from '../../services/caller.ts';
import type { Scope, Store, StoredCommit } from '../../store/store.ts';
import type { RecordName } from '../core/version.ts';
import type { Clock } from '../../services/records.ts';
import { driveTurns, type Devices, type Exchange, type Said } from './devices.ts';
import { epochOf } from './epoch.ts';
import { partsOf } from './erased-parts.ts';
import { headCursor, readLog } from './log.ts';
import { isOfOneSide, isSynced, leavesItsId, toSynced } from './versions.ts';

type Pulled = Awaited<ReturnType<Sync['pull']>>;
type Heads = Awaited<ReturnType<Sync['heads']>>;
type Records = Awaited<ReturnType<Sync['records']>>;

/** A device, or somebody who only looks. */
interface Listed {
  readonly projectId: string;
  readonly device_id?: string | undefined;
  readonly turn?: string | undefined;
  readonly next?: string | undefined;
  readonly seen?: Said['seen'];
  readonly kind: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The top of the drive, which each side has by itself, and what is left of what was deleted for good. */
const hiddenStates = new Set(['root', 'purged']);

interface PullingDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly devices: Pick<Devices, 'exchange'>;
}

interface Asked extends Said {
  readonly cursor?: SyncCursor | undefined;
  readonly limit: number;
  readonly omit?: readonly Range[] | undefined;
}

interface Named extends Said {
  readonly names: readonly RecordName[];
  readonly limit: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** All commits but those that the device has. */
function wanted(omit: readonly Range[] = []) {
  return ({ seq }: StoredCommit): boolean => !omit.some(({ from, to }) => from <= seq && seq <= to);
}

type PullingOperation =
  | 'pull'
  | 'heads'
  | 'records'
  | 'pullDrive'
  | 'driveHeads'
  | 'driveRecords'
  | 'driveCommits';

export function createPulling({ store, clock, devices }: PullingDependencies): Pick<Sync, PullingOperation> {
  const pull = ({ caller }: Call, scope: Scope, input: Asked): Promise<Pulled> =>
    devices.exchange(
      caller,
      scope,
      input,
      async ({ turn, epoch, idle }) => {
        const from = input.cursor ?? { epoch, seq: 0, mark: '', part: 0 };
        const page = await readLog(store, scope, from, input.limit, wanted(input.omit));
        const { commits, erased, ...rest } = page;
        const isEmpty = commits.length === 0 && erased.length === 0;
        const { open, ...told } = rest;
        const parted =
          open !== undefined && isSynced(scope, open.kind) ? { kind: open.kind, id: open.id } : undefined;
        return {
          turn: isEmpty ? idle() : turn,
          commits: [...commits],
          erased: [...erased],
          ...told,
          ...(parted && { open: parted }),
        };
      },
      input.cursor,
    );

  async function heads({ caller }: Call, scope: Scope, input: Listed): Promise<Heads> {
    const page = async ({ turn, epoch }: Pick<Exchange, 'turn' | 'epoch'>) => ({
      turn,
      ...(await headsPage(store, scope, epoch, input)),
    });
    const { device_id, turn, next } = input;
    if (device_id !== undefined && turn !== undefined && next !== undefined)
      return devices.exchange(caller, scope, { ...input, device_id, turn, next }, page);
    requireStanding(caller, 'member');
    return page({ turn: '', epoch: await epochOf(store, clock, scope.account) });
  }

  const records = ({ caller }: Call, scope: Scope, input: Named): Promise<Records> =>
    devices.exchange(caller, scope, input, async ({ turn, epoch }) => {
      const head = await headCursor(store, scope, epoch);
      return { turn, head, ...(await namedRecords(store, scope, input)) };
    });

  const ofProject = async <I extends { readonly projectId: string }, T>(
    call: Call,
    input: I,
    answer: (call: Call, scope: Scope, input: I) => Promise<T>,
  ): Promise<T> => answer(call, await projectScope(store, call.caller, input.projectId), input);
  const ofDrive = <I>(input: I) => ({ ...input, projectId: driveTurns });

  return {
    pull: (call, input) => ofProject(call, input, pull),
    pullDrive: (call, input) => pull(call, accountScope(call.caller), ofDrive(input)),
    heads: (call, input) => ofProject(call, input, heads),
    driveHeads: (call, input) => heads(call, accountScope(call.caller), ofDrive(input)),
    records: (call, input) => ofProject(call, input, records),
    driveRecords: (call, input) => records(call, accountScope(call.caller), ofDrive(input)),
    async driveCommits(caller, { after, limit }) {
      requireStanding(caller, 'member');
      const commits = await store.changes(accountScope(caller), after, limit);
      const changes = commits.map(({ seq, records: written }) => {
        const items = written.some(({ kind }) => leavesItsId(kind) || kind === 'tombstone');
        return { seq, items };
      });
      return { changes };
    },
  };
}

async function headsPage(
  store: Store,
  scope: Scope,
  epoch: string,
  { kind, after, limit }: Listed,
): Promise<Omit<Heads, 'turn'>> {
  const head = await headCursor(store, scope, epoch);
  const query = after === undefined ? { kind, limit } : { kind, after, limit };
  const records = await store.stateAt(scope, head.seq, query);
  const shown = records.filter((one) => !hiddenStates.has(one.state) && !isOfOneSide(scope, one));
  const parts = await partsOf(store, scope, kind, shown);
  const items = shown.map(({ id, revision, state }, n) => {
    const erased = parts[n];
    return { id, revision, state, ...(erased && { erased }) };
  });
  return { head, items, next: records.length < limit ? null : (records.at(-1)?.id ?? null) };
}

/** Versions of a record, and bytes of all as JSON, that one answer brings. */
const mostVersions = 50;
const mostBytes = 3 * 1024 * 1024;

/** Records with their newest versions, oldest first: as many as fit, at least one. */
async function namedRecords(
  store: Store,
  scope: Scope,
  { names, limit }: Pick<Named, 'names' | 'limit'>,
): Promise<Pick<Records, 'records' | 'answered'>> {
  const found: Records['records'] = [];
  let [count, bytes] = [0, 0];
  for (const [n, { kind, id }] of names.entries()) {
    if (!isSynced(scope, kind)) continue;
    const newest = await store.revisions(scope, kind, id, mostVersions);
    const [tip] = newest;
    if (tip === undefined || hiddenStates.has(tip.state) || isOfOneSide(scope, tip)) continue;
    const versions = newest.toReversed().map((one) => toSynced(scope, one));
    bytes += Buffer.byteLength(JSON.stringify(versions));
    count += versions.length;
    if (found.length > 0 && (bytes > mostBytes || count > limit)) return { records: found, answered: n };
    found.push({ kind, id, seq: tip.seq, revision: tip.revision, versions });
  }
  return { records: found, answered: names.length };
}
