/** Who is calling, and what the call may reach: the one source of tenancy and permission. */
import { KeepsakeError } from '../../contract/index.ts';
import type { CommitAuthor, Repeat, Scope, Store } from '../store/store.ts';

export interface OwnerCaller {
  readonly type: 'owner';
  readonly account: string;
  readonly client?: string;
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
  if (caller.type === 'owner') return { type: 'owner', id: caller.account, ...client };
  return { type: 'key', id: caller.keyId, name: caller.name, ...client };
}

/** Identifies the caller for repeats and rate limits. */
export function principalOf(caller: Caller): string {
  return caller.type === 'owner' ? `owner:${caller.account}` : caller.keyId;
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
