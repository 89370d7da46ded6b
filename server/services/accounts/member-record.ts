/** The record of a member: what is stored, and how a member becomes a caller. */
import { createHash } from 'node:crypto';
import { KeepsakeError } from '../../../contract/index.ts';
import type { Member } from '../../../contract/operations/members.ts';
import { cappedRole, type Role, type TokenScope } from '../../../contract/roles.ts';
import type { Put, Store, StoredRecord } from '../../store/store.ts';
import type { OwnerCaller } from '../caller.ts';
import { asJson, typed, viewTime, type RecordOf } from '../records.ts';

/** Somebody as an OIDC issuer knows them. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface MemberPayload {
  readonly name: string;
  readonly role: Role;
  readonly identity: Identity | null;
  readonly defaultProject: string | null;
}

export type MemberRecord = RecordOf<MemberPayload>;

/** Names the type of a member's record. */
export function typedMember(record: StoredRecord | undefined): MemberRecord | undefined {
  return record === undefined ? undefined : typed<MemberPayload>(record);
}

/** @throws KeepsakeError NOT_FOUND also for one who was removed */
export async function requireMember(store: Store, account: string, id: string): Promise<StoredRecord> {
  const member = await store.get({ account }, 'member', id);
  if (member?.state === 'active') return member;
  throw new KeepsakeError('NOT_FOUND', `There is no member ${id}. List the members to find their ids.`);
}

/** A version of a member. @param version the one before; left out for the first */
export function putMember(
  id: string,
  payload: MemberPayload,
  { state = 'active', version }: { state?: Member['status']; version?: number } = {},
): Put {
  const isLinked = state === 'active' && payload.identity !== null;
  return {
    op: 'put',
    kind: 'member',
    id,
    state,
    payload: asJson(payload),
    expect: version === undefined ? 'absent' : { version },
    ...(isLinked ? { locator: identityLocator(payload.identity) } : {}),
  };
}

/** By which a member is found from an issuer's token: one identity is one member of one account. */
export function identityLocator({ issuer, subject }: Identity): string {
  return `identity:${createHash('sha256').update(`${issuer}\n${subject}`).digest('hex')}`;
}

export function viewMember(record: StoredRecord): Member {
  const { id, state, createdAt, payload } = typed<MemberPayload>(record);
  return {
    id,
    name: payload.name,
    role: payload.role,
    status: state as Member['status'],
    subject: payload.identity?.subject ?? null,
    default_project_id: payload.defaultProject,
    joined_at: viewTime(createdAt),
  };
}

/** A member as a caller. @param secret what they came with */
export function memberCaller(
  account: string,
  { id, payload }: MemberRecord,
  secret: { scope: TokenScope; tokenId?: string; program?: string },
): OwnerCaller {
  const { name, role: ownRole, defaultProject } = payload;
  const role = cappedRole(ownRole, secret.scope);
  return { type: 'owner', account, member: { id, name, ownRole, role, defaultProject, ...secret } };
}
