/** What devices send: each change meets what the server has, in one commit or none. */
import {
  KeepsakeError,
  toKeepsakeError,
  type SyncedVersion,
  type SyncOutcome,
} from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import { accountScope, authorOf, projectScope, type Call } from '../../services/caller.ts';
import { beginConflicts } from '../../services/memories/agreeing.ts';
import { commitFor, type Clock } from '../../services/records.ts';
import type { Sync } from '../../services/sync.ts';
import type { Operation, Scope, Store } from '../../store/store.ts';
import { meet } from '../core/meeting.ts';
import { refusedBefore } from '../core/refusing.ts';
import type { Change, Decision, ErasedName, Make, Outcome, RecordName, StandIn } from '../core/version.ts';
import { clashPuts } from './clash-record.ts';
import { driveTurns, type Devices, type Exchange, type Said } from './devices.ts';
import { driveOperations } from './drive/deciding.ts';
import { copyOf } from './drive/files.ts';
import type { DriveWriting } from './drive/writing.ts';
import { inOrder, partsAmong, rememberParts, withoutErasedParts } from './erased-parts.ts';
import { decideOn } from './facts.ts';
import { headCursor } from './log.ts';
import { checkedVersion } from './payloads.ts';
import { recordsOf } from './records-after.ts';
import { standInPuts } from './stand-ins.ts';
import { fromSynced, kindsOf, type SyncedKind } from './versions.ts';
import { lastPuts, type WritingDependencies } from './lines.ts';
import { versionOperations } from './writing.ts';

type Pushed = Awaited<ReturnType<Sync['push']>>;

export interface PushingDependencies extends WritingDependencies, DriveWriting {
  readonly clock: Clock;
  readonly devices: Pick<Devices, 'exchange'>;
}

/** Others that push at the same time are in the way a few times at most. */
const maxTries = 50;

export function createPushing(dependencies: PushingDependencies): Pick<Sync, 'push' | 'pushDrive'> {
  const { store, devices } = dependencies;

  const takeAll = (call: Call, scope: Scope, { changes, ...said }: Asked): Promise<Pushed> =>
    devices.exchange(call.caller, scope, said, async ({ device, turn, epoch }) => {
      const outcomes: SyncOutcome[] = [];
      const plain: number[] = [];
      for (const { stand_ins: standIns, ...change } of changes) {
        const sent: Sent = { ...change, standIns, device: device.name };
        const message = refusedBefore(change, outcomes);
        const taken =
          message === undefined
            ? await take(dependencies, call, scope, sent)
            : refusal(sent, { code: 'STATE_NOT_READY', message });
        outcomes.push(...taken.outcomes);
        if (taken.plain !== undefined) plain.push(taken.plain);
      }
      const sent = changes.flatMap(({ versions }) => versions);
      // Told before the records are read: what is written meanwhile comes again by pulling.
      const head = await headCursor(store, scope, epoch);
      return { turn, head, outcomes, plain, records: await recordsOf(store, scope, sent, outcomes) };
    });

  return {
    push: async (call, input) =>
      takeAll(call, await projectScope(store, call.caller, input.projectId), input),
    pushDrive: (call, input) => takeAll(call, accountScope(call.caller), { ...input, projectId: driveTurns }),
  };
}

interface Asked extends Said {
  readonly changes: Parameters<Sync['push']>[1]['changes'];
}

interface Sent {
  readonly versions: readonly SyncedVersion[];
  readonly erased: readonly ErasedName[];
  readonly standIns: readonly StandIn[];
  /** Its name. */
  readonly device: Exchange['device']['name'];
}

interface Taken {
  readonly outcomes: SyncOutcome[];
  /** The commit, when it holds nothing but what was sent. */
  readonly plain?: number;
}

/** Takes one change. What cannot be taken is refused with the reason, and the changes after it go on. */
async function take(dependencies: PushingDependencies, call: Call, scope: Scope, sent: Sent): Promise<Taken> {
  try {
    const checked = sent.versions.map((version) => checkedVersion(call.caller, kindsOf(scope), version));
    const { parts, whole: erased } = partsAmong(sent.erased);
    await requireAbsent(dependencies.store, scope, erased);
    await rememberParts(dependencies, call, scope, parts);
    const versions = await withoutErasedParts(dependencies.store, scope, checked);
    const { decision, seq } = await meetAndWrite(dependencies, call, scope, { ...sent, erased, versions });
    const outcomes = inOrder(sent.versions, versions, decision.outcomes.map(viewOutcome));
    return seq !== undefined && isPlain(decision, versions) ? { outcomes, plain: seq } : { outcomes };
  } catch (error) {
    const failure = toKeepsakeError(error);
    if (failure.status >= 500 && failure.code !== 'STORAGE_FULL') throw error;
    return refusal(sent, failure);
  }
}

function refusal(
  { versions, erased }: Sent,
  { code, message }: Pick<KeepsakeError, 'code' | 'message'>,
): Taken {
  const reason = { code, message };
  const refused = [...versions, ...erased.map(({ kind, id }) => ({ kind, id, revision: '' }))];
  const outcomes = refused.map(({ kind, id, revision }) => ({
    kind: kind as SyncedKind,
    id,
    revision,
    outcome: 'refused' as const,
    reason,
  }));
  return { outcomes };
}

/** @throws KeepsakeError STATE_NOT_READY for what a project has: that is deleted with a receipt, by who may ask for it */
async function requireAbsent(store: Store, scope: Scope, erased: readonly RecordName[]): Promise<void> {
  if (scope.project === undefined) return;
  for (const { kind, id } of erased)
    if ((await store.get(scope, kind, id)) !== undefined)
      throw new KeepsakeError(
        'STATE_NOT_READY',
        `${kind} ${id} is here, so it is not deleted permanently by saying so. Ask for its permanent deletion.`,
      );
}

/** Whether a decision writes nothing but what was sent, as it was sent. */
function isPlain({ writes, erase, outcomes }: Decision, sent: readonly SyncedVersion[]): boolean {
  const known = new Set(sent.map(({ revision }) => revision));
  const isSent = writes.every(({ version }) => known.has(version.revision));
  return isSent && erase.length === 0 && outcomes.every(({ outcome }) => outcome === 'taken');
}

async function meetAndWrite(
  dependencies: PushingDependencies,
  { caller }: Call,
  scope: Scope,
  { versions, erased, standIns, device }: Sent,
): Promise<{ readonly decision: Decision; readonly seq?: number }> {
  const { store, clock } = dependencies;
  const change: Change = { versions: versions.map(fromSynced), erased, standIns };
  for (let tries = 1; ; tries++) {
    const at = clock();
    const make = makerOf(device, authorOf(caller), at);
    const head = await store.head(scope);
    const decision = await decideOn(store, scope, change.versions, (view) => meet(change, view, make));
    if (isIdle(decision)) return { decision };
    try {
      const operations = [
        unchanged(decision, head),
        ...(await decisionOperations(dependencies, scope, decision, at)),
      ];
      // Repeats are recognised by revisions, of which one request brings many commits.
      const { seq } = await commitFor(store, () => at, { caller }, scope, operations);
      const { project } = scope;
      if (project !== undefined)
        await beginConflicts({ store, clock }, { caller }, { ...scope, project }, lastPuts(operations));
      return { decision, seq };
    } catch (error) {
      const isRaced =
        error instanceof KeepsakeError &&
        (error.code === 'VERSION_CONFLICT' || error.code === 'DRIVE_ITEM_CONFLICT');
      if (!isRaced) throw error;
      if (tries === maxTries) throw busy(scope, error);
    }
  }
}

function isIdle({ writes, erase, standIns }: Decision): boolean {
  return writes.length + erase.length + standIns.length === 0;
}

/** Nothing of what was decided on was written meanwhile, also where no put says so. */
function unchanged({ writes, erase }: Decision, since: number): Operation {
  const kinds = [
    ...new Set([...writes.map(({ version }) => version.kind), ...erase.map(({ kind }) => kind)]),
  ];
  return { op: 'unchanged', kinds, since };
}

function busy({ project }: Scope, cause: unknown): KeepsakeError {
  const place = project === undefined ? 'the drive' : `project ${project}`;
  return new KeepsakeError(
    'UNAVAILABLE',
    `So much is written to ${place} at this moment that the changes did not get in between. Send them again.`,
    { retry_after: 1 },
    cause,
  );
}

function makerOf(device: string, author: Make['author'], at: number): Make {
  return {
    revision: () => newId('rev'),
    copyId: copyOf,
    author,
    at,
    device: fileName(device),
    date: new Date(at).toISOString().slice(0, 10),
  };
}

/** As every system takes it in a name. */
function fileName(device: string): string {
  return device
    .replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '-')
    .slice(0, 60)
    .toWellFormed();
}

async function decisionOperations(
  dependencies: PushingDependencies,
  scope: Scope,
  decision: Decision,
  at: number,
): Promise<Operation[]> {
  if (scope.project === undefined) return driveOperations(dependencies, scope, decision);
  const { store } = dependencies;
  const { writes, erase, standIns } = decision;
  const versions = writes.map(({ version }) => version);
  return [
    ...(await versionOperations(dependencies, scope, versions, at)),
    ...standInPuts(standIns),
    ...erase.flatMap(remembered),
    ...(await clashPuts(store, scope, decision)),
  ];
}

/** What belongs to something that was deleted permanently goes with it, and is known to have gone. */
function remembered({ kind, id }: RecordName): Operation[] {
  const payload = { kind, erasure: null };
  return [
    { op: 'erase', kind, id },
    { op: 'put', kind: 'tombstone', id, state: 'erased', payload, history: false },
  ];
}

function viewOutcome({ kind, id, revision, outcome, becomes, reason }: Outcome): SyncOutcome {
  return {
    kind: kind as SyncedKind,
    id,
    revision,
    outcome,
    ...(becomes === undefined ? {} : { becomes }),
    ...(reason === undefined ? {} : { reason: { code: 'STATE_NOT_READY', message: reason } }),
  };
}
