/** Who is calling, and what the call may reach: the one source of tenancy and permission. */
import { KeepsakeError } from '../../contract/index.ts';
import { mayAs, scopeFor, type Role, type Standing, type TokenScope } from '../../contract/roles.ts';
import type { CommitAuthor, Repeat, Scope, Store } from '../store/store.ts';

/** A person: who runs the server, at home in its first account, or a member of an account. */
export interface OwnerCaller {
  readonly type: 'owner';
  readonly account: string;
  readonly client?: string;
  /** Left out for who runs the server. */
  readonly member?: CallingMember;
}

export interface CallingMember {
  readonly id: string;
  readonly name: string;
  /** What they may in the account. */
  readonly ownRole: Role;
  /** What they may with the secret they came with. */
  readonly role: Role;
  readonly scope: TokenScope;
  readonly defaultProject: string | null;
  /** The personal access token they came with, or signed in with. */
  readonly tokenId?: string;
  /** The program that an OIDC issuer gave the token to. */
  readonly program?: string;
}

export interface KeyCaller {
  readonly type: 'key';
  readonly account: string;
  readonly keyId: string;
  readonly name: string;
  readonly scope: 'read' | 'write';
  readonly projects: readonly string[];
  readonly defaultProject: string;
  readonly client?: string;
}

export type Caller = OwnerCaller | KeyCaller;

/** A call's own repeat key and the hash of its input, where the caller gave a key. */
export interface Call {
  readonly caller: Caller;
  readonly repeat?: Repeat;
}

/** The scope of the caller's account. */
export function accountScope(caller: Caller): Scope {
  return { account: caller.account };
}

/** Whom revisions name as their author. */
export function authorOf(caller: Caller): CommitAuthor {
  const client = caller.client === undefined ? {} : { client: caller.client };
  if (caller.type === 'owner') {
    const { member } = caller;
    return member === undefined
      ? { type: 'owner', id: caller.account, ...client }
      : { type: 'owner', id: member.id, name: member.name, ...client };
  }
  return { type: 'key', id: caller.keyId, name: caller.name, ...client };
}

/** Identifies the caller for repeats and rate limits. */
export function principalOf(caller: Caller): string {
  if (caller.type === 'key') return caller.keyId;
  const { account, member } = caller;
  return member === undefined ? `owner:${account}` : (member.tokenId ?? member.id);
}

/**
 * The scope of a project that the caller may reach, once it is known to exist.
 *
 * @throws KeepsakeError FORBIDDEN for a project outside the key's set, NOT_FOUND for one that does not exist.
 */
export async function projectScope(store: Store, caller: Caller, project: string): Promise<Required<Scope>> {
  if (caller.type === 'key' && !caller.projects.includes(project)) {
    throw new KeepsakeError(
      'FORBIDDEN',
      `This key does not reach project ${project}. Use one of its own projects, or a key made for that project.`,
    );
  }
  const record = await store.get(accountScope(caller), 'project', project);
  if (record === undefined || record.state !== 'active') {
    throw new KeepsakeError('NOT_FOUND', `There is no project ${project}. List the projects to find its id.`);
  }
  return { account: caller.account, project };
}

/** Refuses a call that writes with a key that only reads. */
export function requireWrite(caller: Caller): void {
  if (caller.type === 'key' && caller.scope !== 'write') {
    throw new KeepsakeError(
      'READ_ONLY_KEY',
      'This key only reads. Use a key with the scope "read and write" to change memories.',
    );
  }
}

/** Refuses a call that only the owner may make. */
export function requireOwner(caller: Caller): void {
  if (caller.type !== 'owner') {
    throw new KeepsakeError(
      'FORBIDDEN',
      'Keys cannot manage projects, the drive or other keys. Do this in the Keepsake app, its page or its command line.',
    );
  }
}

/** What a person may. */
export function standingOf({ member }: OwnerCaller): Standing {
  return member === undefined ? 'operator' : member.role;
}

/**
 * Refuses a person who may not do what needs `least`, and every key.
 *
 * @throws KeepsakeError FORBIDDEN, with the scope that is missing where the role itself would do.
 */
export function requireStanding(caller: Caller, least: Standing): asserts caller is OwnerCaller {
  requireOwner(caller);
  if (mayAs(standingOf(caller as OwnerCaller), least)) return;
  const { member } = caller as OwnerCaller;
  if (member !== undefined && mayAs(member.ownRole, least)) {
    const scope = scopeFor(least);
    throw new KeepsakeError(
      'FORBIDDEN',
      `Your token has the scope "${member.scope}", and this needs "${scope}". Use a token with that scope.`,
      { required_scope: scope },
    );
  }
  throw new KeepsakeError(
    'FORBIDDEN',
    least === 'operator'
      ? 'Only who runs this server may do this, in its own app or command line.'
      : `Your role in this account is "${member?.role}", and this needs "${least}". Ask an owner or admin of the account.`,
  );
}
