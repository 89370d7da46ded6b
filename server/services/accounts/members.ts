/** Members of an account: listed, changed and removed by those who stand high enough. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../../contract/index.ts';
import type { Member } from '../../../contract/operations/members.ts';
import { mayAs, type Role } from '../../../contract/roles.ts';
import type { Operation, Scope, Store } from '../../store/store.ts';
import {
  accountScope,
  projectScope,
  requireStanding,
  standingOf,
  type Call,
  type Caller,
} from '../caller.ts';
import { commitFor, listPage, retryOnConflict, typed, writtenRecord, type Clock } from '../records.ts';
import { putMember, requireMember, viewMember, type MemberPayload } from './member-record.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Members {
  list(caller: Caller, input: Input<'listMembers'>): Promise<Output<'listMembers'>>;
  update(call: Call, input: Input<'updateMember'>): Promise<Member>;
  remove(call: Call, input: Input<'removeMember'>): Promise<Output<'removeMember'>>;
}

export function createMembers({ store, clock }: { store: Store; clock: Clock }): Members {
  /** Writes what `change` makes of a member, if they may be changed by the caller. */
  async function write(
    call: Call,
    id: string,
    change: (before: MemberPayload) => { payload: MemberPayload; state?: Member['status'] },
  ): Promise<Member> {
    requireStanding(call.caller, 'admin');
    const scope = accountScope(call.caller);
    return retryOnConflict(async () => {
      const at = clock();
      const since = await store.head(scope);
      const before = await requireMember(store, scope.account, id);
      const known = typed<MemberPayload>(before).payload;
      requireNotAbove(call.caller, known.role);
      const { payload, state = 'active' } = change(known);
      const put = putMember(id, payload, { state, version: before.version });
      const losesOwner = known.role === 'owner' && (state !== 'active' || payload.role !== 'owner');
      const guard = losesOwner ? await ownerGuard(store, scope, call.caller, { id, since }) : [];
      const commit = await commitFor(store, () => at, call, scope, [...guard, put]);
      return viewMember(await writtenRecord(store, scope, { call, at, commit, put, before }));
    });
  }

  return {
    list(caller, { status, ...page }) {
      const query = { kind: 'member', states: [status], order: 'created', descending: true } as const;
      return listPage(store, accountScope(caller), query, page, viewMember);
    },
    async update(call, { memberId, name, role, subject, default_project_id }) {
      if (role !== undefined) requireNotAbove(call.caller, role);
      if (typeof default_project_id === 'string') await projectScope(store, call.caller, default_project_id);
      return write(call, memberId, (payload) => ({
        payload: {
          name: name ?? payload.name,
          role: role ?? payload.role,
          identity: subject === null ? null : payload.identity,
          defaultProject: default_project_id === undefined ? payload.defaultProject : default_project_id,
        },
      }));
    },
    async remove(call, { memberId }) {
      await write(call, memberId, (payload) => ({ payload, state: 'removed' }));
      return { deleted: true, id: memberId };
    },
  };
}

/** Nobody gives or takes a role above their own. @throws KeepsakeError FORBIDDEN */
export function requireNotAbove(caller: Caller, role: Role): void {
  requireStanding(caller, 'reader');
  if (mayAs(standingOf(caller), role)) return;
  throw new KeepsakeError('FORBIDDEN', `Only somebody with the role "${role}" may do this. Ask one of them.`);
}

/**
 * Keeps an account's last owner, also when two owners go at once.
 * `since` is the account's last commit before the change was thought out.
 */
async function ownerGuard(
  store: Store,
  scope: Scope,
  caller: Caller,
  { id, since }: { readonly id: string; readonly since: number },
): Promise<Operation[]> {
  if (caller.type === 'owner' && caller.member === undefined) return [];
  const query = { kind: 'member', states: ['active'], order: 'created', limit: 10_000 } as const;
  const others = (await store.list(scope, query)).filter(
    (one) => one.id !== id && typed<MemberPayload>(one).payload.role === 'owner',
  );
  if (others.length > 0) return [{ op: 'unchanged', kinds: ['member'], since }];
  throw new KeepsakeError(
    'STATE_NOT_READY',
    'This is the last owner of the account. Make somebody else an owner first.',
  );
}
