/** The record of an invitation: what is stored, and how it is made, ended and shown. */
import type { Invitation } from '../../../contract/operations/invitations.ts';
import type { Role } from '../../../contract/roles.ts';
import { hashToken, newToken } from '../../../local/tokens.ts';
import type { Put, StoredRecord } from '../../store/store.ts';
import { asJson, typed, viewTime } from '../records.ts';

export interface InvitationPayload {
  readonly role: Role;
  readonly note: string;
  /** Whom it lets in again. */
  readonly memberId: string | null;
  readonly expiresAt: number;
  readonly sha256: string;
}

/** A new invitation, with its code. */
export function newInvitation(wish: Omit<InvitationPayload, 'sha256'>): { put: Put; code: string } {
  const { id, secret } = newToken('ksi');
  const payload: InvitationPayload = { ...wish, sha256: hashToken(secret) };
  return { put: invitationPut(`inv_${id}`, 'open', payload), code: secret };
}

/** A browser keeps what follows `#` to itself, so that no log has the code. */
export function linkOf(pageUrl: string, code: string): string {
  return `${pageUrl}/#/join/${code}`;
}

function invitationPut(id: string, state: string, payload: InvitationPayload, version?: number): Put {
  return {
    op: 'put',
    kind: 'invitation',
    id,
    locator: `invitation:${id.slice('inv_'.length)}`,
    state,
    payload: asJson(payload),
    expect: version === undefined ? 'absent' : { version },
  };
}

/** The next version of an invitation that is over. */
export function endPut(record: StoredRecord, state: 'accepted' | 'withdrawn'): Put {
  return invitationPut(record.id, state, typed<InvitationPayload>(record).payload, record.version);
}

export function viewInvitation(record: StoredRecord, now: number): Invitation {
  const { role, note, memberId, expiresAt } = typed<InvitationPayload>(record).payload;
  const isOver = record.state === 'open' && expiresAt <= now;
  return {
    id: record.id,
    role,
    note,
    member_id: memberId,
    status: isOver ? 'expired' : (record.state as Invitation['status']),
    expires_at: viewTime(expiresAt),
    created_at: viewTime(record.createdAt),
  };
}
