/** What is exchanged with a remote server, and how that is asked. A project here; the drive beside it. */
import type { Client, ErasureTarget, operations, SyncedVersion } from '../../../contract/index.ts';
import { syncedKinds } from '../../../contract/operations/sync.ts';
import type { z } from 'zod';
import type { Scope } from '../../store/store.ts';
import type { Change, ErasedName, Outcome, RecordName, Version } from '../core/version.ts';
import { behind } from './problems.ts';

type Input<Name extends keyof typeof operations> = z.input<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

/** As whom the device comes. */
export type By = Pick<Input<'pushDriveChanges'>, 'device_id' | 'turn' | 'next' | 'seen'>;
export type PushedAnswer = Output<'pushDriveChanges'>;

export interface Prepared {
  /** What can be sent now. */
  readonly ready: readonly Change[];
  /** What became of the rest. */
  readonly outcomes: readonly Outcome[];
}

export interface Side {
  readonly scope: Scope;
  readonly kinds: readonly string[];
  /** Does what goes before changes: sends bytes, or asks for permanent deletions. */
  prepare(changes: readonly Change[]): Promise<Prepared>;
  push(by: By, changes: readonly Required<Change>[]): Promise<PushedAnswer>;
  pull(
    by: By,
    asked: Pick<Input<'pullDriveChanges'>, 'cursor' | 'limit' | 'omit'>,
  ): Promise<Output<'pullDriveChanges'>>;
  heads(by: By, kind: string, after: string): Promise<Output<'listDriveHeads'>>;
  read(by: By, names: readonly RecordName[], limit: number): Promise<Output<'readDriveRecords'>>;
}

export interface ProjectSideDependencies {
  readonly client: Client;
  readonly scope: Required<Scope>;
  /** The project at the remote server. */
  readonly remote: string;
}

export function projectSide({ client, scope, remote: projectId }: ProjectSideDependencies): Side {
  const kindOf = (kind: string) => syncedKinds.find((one) => one === kind) ?? syncedKinds[0];
  return {
    scope,
    kinds: syncedKinds,
    prepare: (changes) => eraseThere(client, projectId, changes),
    push: (by, changes) => client.pushChanges({ projectId, ...by, changes: changes.map(sentChange) }),
    pull: (by, asked) => client.pullChanges({ projectId, ...by, ...asked }),
    heads: (by, kind, after) =>
      client.listHeads({ projectId, ...by, kind: kindOf(kind), ...(after && { after }) }),
    read: (by, names, limit) => client.readRecords({ projectId, ...by, names: names.map(sentName), limit }),
  };
}

/** A change as the operations take it. */
export function sentChange({ versions, erased, standIns }: Required<Change>) {
  return {
    versions: versions.map((version) => version as SyncedVersion),
    erased: erased.map(({ revisions, ...name }) => ({
      ...sentName(name),
      ...(revisions && { revisions: [...revisions] }),
    })),
    stand_ins: standIns.map(({ kind, of, id }) => ({ kind: kind as SyncedVersion['kind'], of, id })),
  };
}

export function sentName({ kind, id }: RecordName) {
  return { kind: kind as SyncedVersion['kind'], id };
}

/**
 * What the remote server has it erases with a receipt. Of the rest it is told, so that it remembers it: that it refuses, and
 * people are told, where it has what this person may not erase.
 */
async function eraseThere(client: Client, remote: string, changes: readonly Change[]): Promise<Prepared> {
  const outcomes: Outcome[] = [];
  const ready: Change[] = [];
  for (const change of changes) {
    const unknown: ErasedName[] = [];
    for (const name of (change.erased ?? []).flatMap(inRequests)) {
      const fate = await askToErase(client, remote, name);
      if (fate === 'unknown') unknown.push(name);
      else if (fate !== 'asked') outcomes.push(fate);
    }
    ready.push({ ...change, erased: unknown });
  }
  return { ready, outcomes };
}

/** As many revisions as one request names. */
function inRequests({ kind, id, revisions }: ErasedName): ErasedName[] {
  if (revisions === undefined) return [{ kind, id }];
  const parts = Math.ceil(revisions.length / revisionsAtOnce);
  return Array.from({ length: parts }, (_, n) => {
    const some = revisions.slice(n * revisionsAtOnce, (n + 1) * revisionsAtOnce);
    return { kind, id, revisions: some };
  });
}

const revisionsAtOnce = 1_000;

async function askToErase(
  client: Client,
  remote: string,
  { kind, id, revisions }: ErasedName,
): Promise<'asked' | 'unknown' | Outcome> {
  try {
    const target = { type: kind, id, project_id: remote, ...(revisions && { revisions }) } as ErasureTarget;
    await client.erase({ target, confirm: id });
    return 'asked';
  } catch (error) {
    const { code, message } = behind(error);
    if (code === 'NOT_FOUND' || code === 'FORBIDDEN') return 'unknown';
    if (code !== 'VALIDATION_ERROR') throw error;
    return { kind, id, revision: '', outcome: 'refused', reason: message };
  }
}

/** The outcome of a version that cannot even be sent. */
export function refusedHere({ kind, id, revision }: Version, reason: string): Outcome {
  return { kind, id, revision, outcome: 'refused', reason };
}
