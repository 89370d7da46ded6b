/** Invitations: made by admins, accepted once by whoever has the code. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { CreatedInvitation } from '../../../contract/operations/invitations.ts';
import { mayAs, type Role } from '../../../contract/roles.ts';
import { newId } from '../../../local/ids.ts';
import { hashToken, readToken } from '../../../local/tokens.ts';
import type { Put, Store, StoredRecord } from '../../store/store.ts';
import { accountScope, requireStanding, type Call, type Caller } from '../caller.ts';
import { sameHash } from '../key-record.ts';
import {
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from '../records.ts';
import type { Limits } from './limits.ts';
import {
  endPut,
  linkOf,
  newInvitation,
  viewInvitation,
  type InvitationPayload,
} from './invitation-record.ts';
import {
  putMember,
  requireMember,
  typedMember,
  viewMember,
  type Identity,
  type MemberPayload,
} from './member-record.ts';
import { requireNotAbove } from './members.ts';
import type { Identities } from './identities.ts';
import { newAccessToken } from './token-record.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Invitations {
  list(caller: Caller, input: Input<'listInvitations'>): Promise<Output<'listInvitations'>>;
  create(call: Call, input: Input<'createInvitation'>): Promise<CreatedInvitation>;
  withdraw(call: Call, input: Input<'withdrawInvitation'>): Promise<Output<'withdrawInvitation'>>;
  /** @throws KeepsakeError UNAUTHORIZED for a code that is not known, used or too old */
  accept(input: Input<'acceptInvitation'>): Promise<Output<'acceptInvitation'>>;
}

interface InvitationsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly identities: Identities;
  /** Where people reach the page, such as `https://memory.example`. */
  readonly pageUrl: () => string;
}

const hourMs = 3_600_000;
const tokenMs = 365 * 24 * hourMs;

export function createInvitations(dependencies: InvitationsDependencies): Invitations {
  const { store, clock, pageUrl } = dependencies;
  return {
    list(caller, input) {
      const query = { kind: 'invitation', order: 'created', descending: true } as const;
      return listPage(store, accountScope(caller), query, input, (record) => viewInvitation(record, clock()));
    },
    async create(call, { role, note, member_id, hours }) {
      requireStanding(call.caller, 'admin');
      requireNotAbove(call.caller, role);
      const scope = accountScope(call.caller);
      const member =
        member_id === undefined ? undefined : await requireMember(store, scope.account, member_id);
      if (member !== undefined) requireNotAbove(call.caller, typed<MemberPayload>(member).payload.role);
      const at = clock();
      const { put, code } = newInvitation({
        role: member === undefined ? role : typed<MemberPayload>(member).payload.role,
        note,
        memberId: member_id ?? null,
        expiresAt: at + hours * hourMs,
      });
      const commit = await commitFor(store, () => at, call, scope, [put]);
      const written = viewInvitation(await writtenRecord(store, scope, { call, at, commit, put }), at);
      return commit.replayed
        ? { ...written, secret_already_shown: true }
        : { ...written, code, link: linkOf(pageUrl(), code) };
    },
    async withdraw(call, { invitationId }) {
      const scope = accountScope(call.caller);
      await retryOnConflict(async () => {
        const before = await store.get(scope, 'invitation', invitationId);
        if (before === undefined) throw notFound(invitationId);
        if (before.state === 'withdrawn') return;
        if (before.state === 'accepted') throw accepted(invitationId);
        await commitFor(store, clock, call, scope, [endPut(before, 'withdrawn')]);
      });
      return { deleted: true, id: invitationId };
    },
    accept: (input) => accept(dependencies, input),
  };
}

async function accept(
  { store, clock, limits, identities }: InvitationsDependencies,
  { code, name, identity_token }: Input<'acceptInvitation'>,
): Promise<Output<'acceptInvitation'>> {
  const { account, record } = await openInvitation(store, clock, code);
  await limits.ofActive(account);
  await requireMaker(store, account, record);
  const identity = identity_token === undefined ? null : await identities.verify(identity_token);
  const { role, memberId } = typed<InvitationPayload>(record).payload;
  const at = clock();
  const put = await memberPut(store, account, { memberId, role, name, identity });
  const payload = put.payload as unknown as MemberPayload;
  const expiresAt = at + tokenMs;
  const token = newAccessToken(put.id, { description: 'Invitation', scope: 'manage', expiresAt });
  const author = { type: 'owner', id: put.id, name: payload.name } as const;
  const commit = { author, at, operations: [endPut(record, 'accepted'), put, token.put] };
  await store.commit({ account }, commit).catch((error: unknown) => {
    throw whyNot(error);
  });
  const member = await requireMember(store, account, put.id);
  return {
    account_id: account,
    member: viewMember(member),
    token: token.secret,
    expires_at: viewTime(expiresAt),
  };
}

interface Newcomer {
  readonly memberId: string | null;
  readonly role: Role;
  readonly name: string | undefined;
  readonly identity: Identity | null;
}

async function memberPut(
  store: Store,
  account: string,
  { memberId, role, name, identity }: Newcomer,
): Promise<Put> {
  if (memberId !== null) {
    const { payload, version } = typed<MemberPayload>(await requireMember(store, account, memberId));
    const next = { ...payload, name: name ?? payload.name, identity: identity ?? payload.identity };
    return putMember(memberId, next, { version });
  }
  if (name === undefined) {
    throw new KeepsakeError('VALIDATION_ERROR', 'Say how others see you: `name` is missing.');
  }
  return putMember(newId('mbr'), { name, role, identity, defaultProject: null });
}

async function openInvitation(store: Store, clock: Clock, code: string) {
  const token = readToken(code);
  const found = token?.type === 'ksi' ? await store.locate(`invitation:${token.id}`) : undefined;
  if (found === undefined) throw refused();
  const { sha256, expiresAt } = typed<InvitationPayload>(found.record).payload;
  const isOpen = found.record.state === 'open' && expiresAt > clock();
  if (!sameHash(sha256, hashToken(code)) || !isOpen) throw refused();
  return found;
}

/** An invitation is good as long as who made it may still make it. */
async function requireMaker(
  store: Store,
  account: string,
  { createdBy, payload }: StoredRecord,
): Promise<void> {
  if (!createdBy.id.startsWith('mbr_')) return;
  const maker = typedMember(await store.get({ account }, 'member', createdBy.id));
  const { role } = payload as unknown as InvitationPayload;
  const least = mayAs(role, 'admin') ? role : 'admin';
  if (maker?.state !== 'active' || !mayAs(maker.payload.role, least)) throw refused();
}

/** Two who accept at once, and an identity that is somebody already. */
function whyNot(error: unknown): unknown {
  if (!(error instanceof KeepsakeError)) return error;
  if (error.code === 'VERSION_CONFLICT') return refused();
  if (error.code !== 'DRIVE_ITEM_CONFLICT') return error;
  return new KeepsakeError(
    'STATE_NOT_READY',
    'You are a member already with this identity. Accept the invitation without it, or leave the other account first.',
  );
}

function refused(): KeepsakeError {
  return new KeepsakeError(
    'UNAUTHORIZED',
    'This invitation was used or withdrawn, or is too old. Ask for a new one.',
  );
}

function accepted(id: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The invitation ${id} was accepted. Remove the member instead.`,
  );
}

function notFound(id: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `There is no invitation ${id}. List the invitations to find its id.`);
}
