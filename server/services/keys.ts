/** Keys: made for AI clients, shown once, checked on every request, revoked at once. */
import type { z } from 'zod';
import { KeepsakeError, type CreatedKey, type Key, type operations } from '../../contract/index.ts';
import { hashToken, newToken } from '../../local/tokens.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import {
  accountScope,
  projectScope,
  requireOwner,
  type Call,
  type Caller,
  type KeyCaller,
} from './caller.ts';
import { commitFor, retryOnConflict, typed, viewTime, writtenRecord, type Clock } from './records.ts';
import { authenticateKey, keyCaller } from './key-authentication.ts';
import {
  managesKey,
  oldSecretUntil,
  putKey,
  requireKey,
  statusOf,
  type KeyPayload,
  type WhichKey,
} from './key-record.ts';
import { createKeyRotation, type KeyRotation } from './key-rotation.ts';
import type { Usage } from './usage.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type NewKey = Input<'createKey'>;

export interface Keys extends KeyRotation {
  list(caller: Caller, input: Input<'listKeys'>): Promise<z.output<typeof operations.listKeys.output>>;
  listOfProject(
    caller: Caller,
    input: Input<'listProjectKeys'>,
  ): Promise<z.output<typeof operations.listKeys.output>>;
  create(call: Call, input: NewKey): Promise<CreatedKey>;
  /** Ends every secret of the key at once. */
  revoke(call: Call, input: WhichKey): Promise<{ deleted: true; id: string }>;
  /** What a key would be as a caller, for its owner to see what it sees. @throws KeepsakeError NOT_FOUND, FORBIDDEN */
  callerOf(caller: Caller, keyId: string): Promise<KeyCaller>;
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
    const oldUntil = oldSecretUntil(payload, clock());
    const lastUse = await usage.lastUse(account, stored.id);
    return {
      id: stored.id,
      description: payload.description,
      scope: payload.scope,
      project_ids: [...payload.projects],
      default_project_id: payload.defaultProject,
      secret_suffix: payload.secrets.at(-1)?.suffix ?? '',
      endpoint_url: endpointUrl(),
      status: statusOf(typed(stored), clock()),
      expires_at: payload.expiresAt === null ? null : viewTime(payload.expiresAt),
      last_used_at: lastUse === undefined ? null : viewTime(lastUse),
      created_at: viewTime(stored.createdAt),
      rotated_at: payload.rotatedAt === undefined ? null : viewTime(payload.rotatedAt),
      old_secret_until: oldUntil === undefined || stored.state === 'revoked' ? null : viewTime(oldUntil),
    };
  };

  const listWhere = async (
    caller: Caller,
    { page, page_size }: Input<'listKeys'>,
    isWanted: (record: StoredRecord) => boolean,
  ) => {
    const query = { kind: 'key', order: 'created', descending: true, limit: 10_000 } as const;
    const own = (await store.list(accountScope(caller), query)).filter(isWanted);
    const shown = own.slice((page - 1) * page_size, page * page_size);
    const total = own.length;
    const pagination = { page, page_size, total, total_pages: Math.ceil(total / page_size) };
    return { items: await Promise.all(shown.map((record) => view(caller.account, record))), pagination };
  };

  return {
    list: async (caller, input) => {
      requireOwner(caller);
      return listWhere(caller, input, (record) => managesKey(caller, record));
    },
    async listOfProject(caller, input) {
      requireOwner(caller);
      await projectScope(store, caller, input.projectId);
      const reaches = (record: StoredRecord) =>
        typed<KeyPayload>(record).payload.projects.includes(input.projectId);
      return listWhere(caller, input, (record) => managesKey(caller, record) && reaches(record));
    },
    create: (call, input) => createKey(store, clock, call, input, view),
    revoke: (call, input) => revokeKey(store, clock, call, input),
    async callerOf(caller, keyId) {
      requireOwner(caller);
      return keyCaller(caller.account, typed(await requireKey(store, caller, { keyId })));
    },
    ...createKeyRotation({ store, clock, view }),
    authenticate: (secret) => authenticateKey(store, clock, secret),
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
  const put = putKey(id, 'active', payload);
  const scope = accountScope(call.caller);
  const commit = await commitFor(store, () => at, call, scope, [put]);
  const key = await view(call.caller.account, await writtenRecord(store, scope, { call, at, commit, put }));
  return commit.replayed ? { ...key, secret_already_shown: true } : { ...key, secret: token.secret };
}

async function revokeKey(
  store: Store,
  clock: Clock,
  call: Call,
  input: WhichKey,
): Promise<{ deleted: true; id: string }> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  await retryOnConflict(async () => {
    const before = await requireKey(store, call.caller, input);
    if (before.state === 'revoked') return;
    const { payload } = typed<KeyPayload>(before);
    await commitFor(store, clock, call, scope, [putKey(before.id, 'revoked', payload, before.version)]);
  });
  return { deleted: true, id: input.keyId };
}
