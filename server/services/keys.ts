/** Keys: made for AI clients, shown once, checked on every request, revoked at once. */
import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { KeepsakeError, type CreatedKey, type Key, type operations } from '../../contract/index.ts';
import { hashToken, newToken, readToken } from '../../local/tokens.ts';
import type { Put, Store, StoredRecord } from '../store/store.ts';
import {
  accountScope,
  projectScope,
  requireOwner,
  type Call,
  type Caller,
  type KeyCaller,
} from './caller.ts';
import {
  asJson,
  commitFor,
  listPage,
  retryOnConflict,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from './records.ts';
import type { Usage } from './usage.ts';

interface KeyPayload {
  readonly description: string;
  readonly scope: 'read' | 'write';
  readonly projects: readonly string[];
  readonly defaultProject: string;
  readonly expiresAt: number | null;
  /** During a rotation two secrets are live. */
  readonly secrets: readonly { readonly sha256: string; readonly suffix: string }[];
}

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type NewKey = Input<'createKey'>;

export interface Keys {
  list(caller: Caller, input: Input<'listKeys'>): Promise<z.output<typeof operations.listKeys.output>>;
  listOfProject(
    caller: Caller,
    input: Input<'listProjectKeys'>,
  ): Promise<z.output<typeof operations.listKeys.output>>;
  create(call: Call, input: NewKey): Promise<CreatedKey>;
  revoke(call: Call, input: { keyId: string; projectId?: string }): Promise<{ deleted: true; id: string }>;
  /** The caller that a secret stands for. @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED */
  authenticate(secret: string): Promise<KeyCaller>;
}

export interface KeysDependencies {
  store: Store;
  clock: Clock;
  usage: Usage;
  /** Address of the MCP endpoint, for people to copy. */
  endpointUrl: () => string;
}

/** The service of keys. */
export function createKeys({ store, clock, usage, endpointUrl }: KeysDependencies): Keys {
  const view = async (account: string, stored: StoredRecord): Promise<Key> => {
    const { payload } = typed<KeyPayload>(stored);
    const lastUse = await usage.lastUse(account, stored.id);
    return {
      id: stored.id,
      description: payload.description,
      scope: payload.scope,
      project_ids: [...payload.projects],
      default_project_id: payload.defaultProject,
      secret_suffix: payload.secrets.at(-1)?.suffix ?? '',
      endpoint_url: endpointUrl(),
      status: statusOf(stored, clock()),
      expires_at: payload.expiresAt === null ? null : viewTime(payload.expiresAt),
      last_used_at: lastUse === undefined ? null : viewTime(lastUse),
      created_at: viewTime(stored.createdAt),
    };
  };

  return {
    list: (caller, input) => {
      requireOwner(caller);
      const query = { kind: 'key', order: 'created', descending: true } as const;
      return listPage(store, accountScope(caller), query, input, (record) => view(caller.account, record));
    },
    async listOfProject(caller, input) {
      requireOwner(caller);
      await projectScope(store, caller, input.projectId);
      const all = await store.list(accountScope(caller), {
        kind: 'key',
        order: 'created',
        descending: true,
        limit: 10_000,
      });
      const own = all.filter((record) =>
        typed<KeyPayload>(record).payload.projects.includes(input.projectId),
      );
      const { page, page_size } = input;
      const shown = own.slice((page - 1) * page_size, page * page_size);
      const pagination = {
        page,
        page_size,
        total: own.length,
        total_pages: Math.ceil(own.length / page_size),
      };
      return { items: await Promise.all(shown.map((record) => view(caller.account, record))), pagination };
    },
    create: (call, input) => createKey(store, clock, call, input, view),
    revoke: (call, input) => revokeKey(store, clock, call, input),
    authenticate: (secret) => authenticate(store, clock, secret),
  };
}

async function createKey(
  store: Store,
  clock: Clock,
  call: Call,
  input: NewKey,
  view: (account: string, stored: StoredRecord) => Promise<Key>,
): Promise<CreatedKey> {
  requireOwner(call.caller);
  const defaultProject = input.default_project_id ?? input.project_ids[0] ?? '';
  if (!input.project_ids.includes(defaultProject)) {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `The default project ${defaultProject} is not among the key's projects. Add it, or choose one of them.`,
    );
  }
  for (const project of input.project_ids) await projectScope(store, call.caller, project);
  const at = clock();
  const token = newToken('ksk');
  const payload: KeyPayload = {
    description: input.description,
    scope: input.scope,
    projects: [...new Set(input.project_ids)],
    defaultProject,
    expiresAt: input.expires_at === null ? null : Date.parse(input.expires_at),
    secrets: [{ sha256: hashToken(token.secret), suffix: token.secret.slice(-4) }],
  };
  const id = `key_${token.id}`;
  const put: Put = {
    op: 'put',
    kind: 'key',
    id,
    locator: `key:${token.id}`,
    state: 'active',
    payload: asJson(payload),
    expect: 'absent',
  };
  const scope = accountScope(call.caller);
  const commit = await commitFor(store, () => at, call, scope, [put]);
  const key = await view(call.caller.account, await writtenRecord(store, scope, { call, at, commit, put }));
  return commit.replayed ? { ...key, secret_already_shown: true } : { ...key, secret: token.secret };
}

async function revokeKey(
  store: Store,
  clock: Clock,
  call: Call,
  input: { keyId: string; projectId?: string },
): Promise<{ deleted: true; id: string }> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  await retryOnConflict(async () => {
    const before = await store.get(scope, 'key', input.keyId);
    const payload = before === undefined ? undefined : typed<KeyPayload>(before).payload;
    const reached = input.projectId === undefined || payload?.projects.includes(input.projectId) === true;
    if (before === undefined || payload === undefined || !reached) {
      throw new KeepsakeError('NOT_FOUND', `There is no key ${input.keyId}. List the keys to find its id.`);
    }
    if (before.state === 'revoked') return;
    const locator = `key:${before.id.slice(4)}`;
    const put: Put = {
      op: 'put',
      kind: 'key',
      id: before.id,
      locator,
      state: 'revoked',
      payload: asJson(payload),
      expect: { version: before.version },
    };
    await commitFor(store, clock, call, scope, [put]);
  });
  return { deleted: true, id: input.keyId };
}

async function authenticate(store: Store, clock: Clock, secret: string): Promise<KeyCaller> {
  const token = readToken(secret);
  const located = token?.type === 'ksk' ? await store.locate(`key:${token.id}`) : undefined;
  if (located === undefined) throw unknownSecret();
  const { account, record } = located;
  const { payload } = typed<KeyPayload>(record);
  if (!payload.secrets.some(({ sha256 }) => sameHash(sha256, hashToken(secret)))) throw unknownSecret();
  const status = statusOf(record, clock());
  if (status === 'revoked') {
    throw new KeepsakeError(
      'KEY_REVOKED',
      `The key "${record.id}" was revoked. Make a new one under MCP Servers and give it to this client.`,
    );
  }
  if (status === 'expired') {
    throw new KeepsakeError(
      'KEY_EXPIRED',
      `The key "${record.id}" has expired. Make a new one under MCP Servers and give it to this client.`,
    );
  }
  return {
    type: 'key',
    account,
    keyId: record.id,
    name: payload.description,
    scope: payload.scope,
    projects: payload.projects,
    defaultProject: payload.defaultProject,
  };
}

function statusOf(stored: StoredRecord, now: number): Key['status'] {
  if (stored.state === 'revoked') return 'revoked';
  const { expiresAt } = typed<KeyPayload>(stored).payload;
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

/** Whether two SHA-256 hashes in hex are equal, in constant time. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function unknownSecret(): KeepsakeError {
  return new KeepsakeError(
    'UNAUTHORIZED',
    'This secret is not known here. Check that it was copied whole and belongs to this Keepsake server, or make a new key.',
  );
}
