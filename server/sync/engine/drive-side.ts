/** The account's drive as it is exchanged with a remote server: bytes go before the changes that speak of them. */
import { toKeepsakeError, type Client } from '../../../contract/index.ts';
import type { Content } from '../../services/content.ts';
import type { Scope, Store } from '../../store/store.ts';
import { refusedBefore } from '../core/refusing.ts';
import type { Change, Outcome, Version } from '../core/version.ts';
import { sendContents, type RemoteDrive } from '../service/drive/sending.ts';
import type { DriveKind } from '../service/versions.ts';
import { behind } from './problems.ts';
import { refusedHere, sentChange, sentName, type Prepared, type Side } from './sides.ts';

export interface DriveSideDependencies {
  readonly store: Store;
  readonly content: Content;
  readonly client: Client;
  /** Where bytes are sent to. */
  readonly bytes: RemoteDrive;
  readonly scope: Scope;
  /** Kinds that travel. */
  readonly kinds: readonly DriveKind[];
}

/** What stands in the way of one file's bytes and not of the next one's. */
const ofOneFile: readonly string[] = [
  'QUOTA_EXCEEDED',
  'PAYLOAD_TOO_LARGE',
  'STORAGE_FULL',
  'CHECKSUM_MISMATCH',
  'VERSION_CONFLICT',
];

export function driveSide(dependencies: DriveSideDependencies): Side {
  const { client, scope, kinds } = dependencies;
  const kindOf = (kind: string) => kinds.find((one) => one === kind) ?? kinds[0];
  return {
    scope,
    kinds,
    prepare: (changes) => withBytes(dependencies, changes),
    push: (by, changes) => client.pushDriveChanges({ ...by, changes: changes.map(sentChange) }),
    pull: (by, asked) => client.pullDriveChanges({ ...by, ...asked }),
    heads: (by, kind, after) => client.listDriveHeads({ ...by, kind: kindOf(kind), ...(after && { after }) }),
    read: (by, names, limit) => client.readDriveRecords({ ...by, names: names.map(sentName), limit }),
  };
}

/** Sends bytes, and parts changes whose bytes the remote server does not take from those that can be sent. */
async function withBytes(
  { store, content, bytes, scope }: DriveSideDependencies,
  changes: readonly Change[],
): Promise<Prepared> {
  const send = (versions: readonly Version[]) => sendContents({ store, content }, bytes, scope, versions);
  try {
    await send(changes.flatMap(({ versions }) => versions));
    return { ready: changes, outcomes: [] };
  } catch (error) {
    if (!isOfOneFile(error)) throw error;
  }
  const ready: Change[] = [];
  const outcomes: Outcome[] = [];
  for (const change of changes) {
    const reason = refusedBefore(change, outcomes) ?? (await faultOf(change.versions, send));
    if (reason === undefined) ready.push(change);
    else outcomes.push(...change.versions.map((version) => refusedHere(version, reason)));
  }
  return { ready, outcomes };
}

/** What keeps a change from being sent, in words: older versions of a file may be missing, its newest may not. */
async function faultOf(
  versions: readonly Version[],
  send: (versions: readonly Version[]) => Promise<void>,
): Promise<string | undefined> {
  const newest = new Map(versions.map((version) => [version.id, version]));
  for (const version of versions)
    try {
      await send([version]);
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      if (newest.get(version.id) === version) return behind(error).message;
    }
  return undefined;
}

function isOfOneFile(error: unknown): boolean {
  return ofOneFile.includes(toKeepsakeError(error).code);
}
