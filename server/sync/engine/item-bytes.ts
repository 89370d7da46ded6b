/** Where the bytes of files are, what was chosen for them, and bringing those that somebody waits for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { KeepsakeError } from '../../../contract/index.ts';
import { accountScope, requireOwner, requireStanding } from '../../services/caller.ts';
import type { BlobPayload } from '../../services/content-places.ts';
import { requireVersion } from '../../services/file-versions.ts';
import { itemPayload, requireItem } from '../../services/items.ts';
import type { Links } from '../../services/links.ts';
import { commitFor, typed } from '../../services/records.ts';
import type { Scope, StoredRecord } from '../../store/store.ts';
import { choiceFor, choiceRow, readChoices } from '../service/drive/choices.ts';
import type { EngineCore } from './operations.ts';
import { recordStates } from './states.ts';

type ItemBytes = Awaited<ReturnType<Links['stateOfItems']>>['bytes'][string];

/** How long an answer waits for bytes that are on their way. */
const patienceMs = 1_000;

export function createItemBytes(core: EngineCore): Pick<Links, 'stateOfItems' | 'keepItem' | 'fetchVersion'> {
  const { store, clock, content, linkedContents } = core;

  /** The content of bytes that only the remote server has. */
  async function remoteOf(scope: Scope, blob: string) {
    const record = await store.get(scope, 'blob', blob);
    if (record === undefined || record.state === 'removed') return undefined;
    const payload = typed<BlobPayload>(record).payload;
    return 'remote' in payload ? payload.remote : undefined;
  }

  async function bytesOf(scope: Scope, record: StoredRecord, isOwn: boolean): Promise<ItemBytes> {
    const { content: reference } = itemPayload(record);
    const remote = reference === undefined ? undefined : await remoteOf(scope, reference.blob);
    const missing = core.carrierOf(scope.account)?.drive()?.keeping.missing();
    return {
      place: reference === undefined ? null : remote === undefined ? 'here' : 'remote',
      keep: (await choiceFor(store, scope, record.id))?.keep ?? null,
      own: isOwn,
      received_bytes: remote === undefined ? null : (linkedContents.progress(scope.account, remote) ?? null),
      problem: missing?.get(record.id) ?? null,
    };
  }

  async function bytesOfAll(scope: Scope, ids: readonly string[]): Promise<Record<string, ItemBytes>> {
    const choices = await readChoices(store, scope);
    const records = await Promise.all(ids.map((id) => store.get(scope, 'item', id)));
    const there = records.filter((record) => record !== undefined && record.state !== 'purged');
    const bytes = await Promise.all(
      (there as StoredRecord[]).map(
        async (one) => [one.id, await bytesOf(scope, one, choices.has(one.id))] as const,
      ),
    );
    return Object.fromEntries(bytes);
  }

  return {
    async stateOfItems(caller, { ids }) {
      requireStanding(caller, 'operator');
      const scope = accountScope(caller);
      const run = core.carrierOf(caller.account)?.drive();
      if (run === undefined) return { states: {}, bytes: {} };
      const [states, bytes] = await Promise.all([
        recordStates(store, scope, run, ids),
        bytesOfAll(scope, ids),
      ]);
      return { states, bytes };
    },
    async keepItem(call, { itemId, keep }) {
      requireStanding(call.caller, 'operator');
      const scope = accountScope(call.caller);
      await requireItem(store, scope, itemId);
      const carrier = core.carrierOf(call.caller.account);
      if (carrier === undefined) throw notCarried();
      const choice = keep === 'inherit' ? undefined : { keep, at: clock() };
      await commitFor(store, clock, { caller: call.caller }, scope, [choiceRow(itemId, choice)]);
      carrier.drive()?.keeping.chosen();
      const holds = await choiceFor(store, scope, itemId);
      return { id: itemId, keep: holds?.keep ?? null, own: choice !== undefined };
    },
    async fetchVersion(caller, { itemId, versionId }) {
      requireOwner(caller);
      const scope = accountScope(caller);
      await requireItem(store, scope, itemId, ['active', 'trashed']);
      const { payload } = await requireVersion(store, scope, itemId, versionId);
      const { size } = payload;
      await endsSoon(content.bring(caller.account, payload));
      const remote = await remoteOf(scope, payload.blob);
      if (remote === undefined) return { place: 'here', size, received_bytes: size };
      const received_bytes = linkedContents.progress(caller.account, remote) ?? 0;
      return { place: 'remote', size, received_bytes };
    },
  };
}

/** Waits a moment. @throws what the work throws until then; afterwards nobody hears of it, and who asks again begins again */
async function endsSoon(work: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    waiting.abort();
    work.catch(() => undefined);
  }
}

function notCarried(): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    'All files are on this computer alone: no link carries the drive. Link a server with the drive first.',
  );
}
