/** Versions of records as they travel, read from a store's revisions. */
import { createHash } from 'node:crypto';
import {
  driveKinds,
  settingsKind,
  syncedKinds,
  type SyncedVersion,
} from '../../../contract/operations/sync.ts';
import type { ConversationPayload } from '../../services/appending.ts';
import { rootItem } from '../../services/items.ts';
import { asJson } from '../../services/records.ts';
import type { Json, Scope, StoredCommit, StoredRevision } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { travellingItem } from './drive/shape.ts';

export type ProjectKind = (typeof syncedKinds)[number];
export type DriveKind = (typeof driveKinds)[number];
export type SyncedKind = ProjectKind | DriveKind | typeof settingsKind;

/** Kinds whose clashes stand in the inbox of a project. */
export type ClashingKind = ProjectKind | typeof settingsKind;

/** The kinds of records of a project, or of the drive, that travel. */
export function kindsOf({ project }: Scope): readonly SyncedKind[] {
  return project === undefined ? driveKinds : syncedKinds;
}

export function isSynced(scope: Scope, kind: string): kind is SyncedKind {
  return (kindsOf(scope) as readonly string[]).includes(kind);
}

/** Whether a record of the kind that is deleted for good stays as its id alone, in the state `purged`. */
export function leavesItsId(kind: string): boolean {
  return (driveKinds as readonly string[]).includes(kind);
}

/** What is said about the top of a drive, which each side has by itself; and comments that do not name their item. */
export function isOfOneSide(
  { account }: Scope,
  { kind, id, state, payload }: Pick<StoredRevision, 'kind' | 'id' | 'state' | 'payload'>,
): boolean {
  if (kind === 'comment') return state !== 'purged' && (payload as { itemId?: string }).itemId === undefined;
  return (kind === 'attributes' || kind === 'favourite') && id === rootItem(account);
}

/** A record's name, to know it by among others of its scope. */
export function nameOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind} ${id}`;
}

/** A revision of the store as the rules and the wire have it. */
export function toVersion({ account }: Scope, stored: Omit<StoredRevision, 'branch'>): Version {
  const { kind, id, revision, parents, author, at, message } = stored;
  const { state, payload } =
    kind === 'item'
      ? travellingItem(account, stored)
      : { state: travellingState(stored), payload: travelling(stored) };
  return {
    kind,
    id,
    revision,
    parents,
    state,
    payload,
    author,
    at,
    ...(message === undefined ? {} : { message }),
  };
}

/** That a project was put away or deleted is of its own side alone. */
function travellingState({ kind, state }: Pick<StoredRevision, 'kind' | 'state'>): string {
  return kind === settingsKind ? 'active' : state;
}

/** How many messages a conversation has each side counts by itself; who deletes it says how many they saw. */
export function travelling({
  kind,
  state,
  payload,
}: Pick<StoredRevision, 'kind' | 'state' | 'payload'>): Json {
  if (kind !== 'conversation') return payload;
  const { first: _first, messages, ...rest } = payload as unknown as ConversationPayload;
  return asJson(state === 'deleted' ? { ...rest, messages } : rest);
}

export function toSynced(scope: Scope, stored: StoredRevision): SyncedVersion {
  return toVersion(scope, stored) as SyncedVersion;
}

/** A version that came over the wire; JSON has no members that are there and undefined. */
export function fromSynced(version: SyncedVersion): Version {
  return version as Version;
}

/** By which a commit is known again: after a store was restored, its number may stand for another one. */
export function markOf({ at, records }: Pick<StoredCommit, 'at' | 'records'>): string {
  const hash = createHash('sha256').update(`${at}\n`);
  for (const { revision } of records) hash.update(`${revision}\n`);
  return hash.digest('hex').slice(0, 32);
}
