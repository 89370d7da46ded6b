/** Devices of an account, and the turns by which one that was cloned or restored from a backup is noticed. */
import { randomUUID } from 'node:crypto';
import { KeepsakeError, type Device } from '../../../contract/index.ts';
import { mayAs } from '../../../contract/roles.ts';
import { newId } from '../../../local/ids.ts';
import { accountScope, authorOf, requireStanding, standingOf, type Caller } from '../../services/caller.ts';
import {
  asJson,
  commitFor,
  listPage,
  typed,
  viewTime,
  writtenRecord,
  type Clock,
} from '../../services/records.ts';
import type { Sync } from '../../services/sync.ts';
import type { Put, Scope, Store, StoredRecord } from '../../store/store.ts';
import { takeTurn, type Turns } from '../core/exchange.ts';
import { epochOf } from './epoch.ts';
import { isCurrent, type Place } from './log.ts';

interface DevicePayload {
  readonly name: string;
  /** The person it acts for. */
  readonly person: string;
}

/** What a device says of itself with every question, and what it speaks of. */
export interface Said {
  readonly device_id: string;
  readonly turn: string;
  readonly next: string;
  readonly seen?: Place | undefined;
  /** A project, or `driveTurns`. */
  readonly projectId: string;
}

/** An exchange with a device whose turn it is. */
export interface Exchange {
  readonly device: { readonly id: string; readonly name: string };
  /** The device's word from now on. */
  readonly turn: string;
  /** Of the account's store. */
  readonly epoch: string;
  /** Asking in vain, as a device does again and again, writes nothing: the word stays as it was. @returns that */
  readonly idle: () => string;
}

export interface Devices extends Pick<Sync, 'register' | 'devices' | 'forget'> {
  /**
   * What is asked is answered within, so that the device's word is kept for what happened. `also` are further places that the
   * device knows of.
   *
   * @throws KeepsakeError NOT_FOUND for a device that is not the caller's, DEVICE_FORKED, SERVER_WENT_BACK
   */
  exchange<T>(
    caller: Caller,
    scope: Scope,
    said: Said,
    answer: (exchange: Exchange) => Promise<T>,
    also?: Place,
  ): Promise<T>;
}

/** In the place of a project, for exchanges about the drive. */
export const driveTurns = 'drive';

/** Rows `DEVICE` with the first turn and `DEVICE PROJECT` with those after it. */
const turnSpace = 'device-turns';

export function createDevices({ store, clock }: { store: Store; clock: Clock }): Devices {
  async function turnsOf(account: string, key: string): Promise<Turns | undefined> {
    const row = await store.row({ account }, turnSpace, key);
    return row === undefined ? undefined : (JSON.parse(Buffer.from(row).toString()) as Turns);
  }

  // Not a commit: of two exchanges at once the later one stands, and the other device is told that it is the other.
  async function putTurns(account: string, key: string, turns: Turns): Promise<void> {
    const value = Buffer.from(JSON.stringify(turns));
    await store.putRows({ account }, [{ space: turnSpace, key, value }]);
  }

  async function require(caller: Caller, id: string): Promise<StoredRecord> {
    const record = await store.get(accountScope(caller), 'device', id);
    if (record?.state === 'active' && isOwn(caller, record)) return record;
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is no device ${id} of yours in this account. Register this device; what it holds stays.`,
      { device_id: id, forgotten: record?.state === 'forgotten' },
    );
  }

  return {
    async register(call, { name }) {
      requireStanding(call.caller, 'member');
      const { account } = call.caller;
      const at = clock();
      const payload: DevicePayload = { name, person: authorOf(call.caller).id };
      const put: Put = {
        op: 'put',
        kind: 'device',
        id: newId('dev'),
        parent: payload.person,
        state: 'active',
        expect: 'absent',
        payload: asJson(payload),
      };
      const commit = await commitFor(store, () => at, call, { account }, [put]);
      const record = await writtenRecord(store, { account }, { call, at, commit, put });
      const turn = randomUUID();
      await putTurns(account, record.id, { current: turn, previous: '' });
      return { ...view(record), turn, epoch: await epochOf(store, clock, account) };
    },
    devices(caller, page) {
      requireStanding(caller, 'member');
      const query = { kind: 'device', states: ['active'], order: 'created', descending: true } as const;
      const seesAll = mayAs(standingOf(caller), 'admin');
      const own = { ...query, parent: authorOf(caller).id };
      return listPage(store, accountScope(caller), seesAll ? query : own, page, view);
    },
    async forget(call, { deviceId: id }) {
      requireStanding(call.caller, 'member');
      const { caller } = call;
      const scope = accountScope(caller);
      const record = await store.get(scope, 'device', id);
      if (record === undefined || !(isOwn(caller, record) || mayAs(standingOf(caller), 'admin')))
        await require(caller, id);
      else if (record.state === 'active') {
        const { version, payload } = record;
        await commitFor(store, clock, call, scope, [
          {
            op: 'put',
            kind: 'device',
            id,
            ...placeOf(record),
            state: 'forgotten',
            payload,
            expect: { version },
          },
          { op: 'clear', space: turnSpace, prefix: id },
        ]);
      }
      return { deleted: true, id };
    },
    async exchange(caller, scope, said, answer, also) {
      requireStanding(caller, 'member');
      const { account } = caller;
      const { device_id: id, next, seen, projectId } = said;
      const record = await require(caller, id);
      const key = `${id} ${projectId}`;
      const known = (await turnsOf(account, key)) ?? (await turnsOf(account, id));
      const turns = known === undefined ? undefined : takeTurn(known, said);
      if (known === undefined || turns === undefined) throw forked(id);
      const epoch = await epochOf(store, clock, account);
      let isIdle = false;
      const device = { id, name: typed<DevicePayload>(record).payload.name };
      try {
        await requireKnown(store, scope, epoch, [seen, also]);
        return await answer({
          device,
          turn: next,
          epoch,
          idle() {
            isIdle = true;
            return known.current;
          },
        });
      } finally {
        if (!isIdle && turns !== known) await putTurns(account, key, turns);
      }
    },
  };
}

/** @throws KeepsakeError SERVER_WENT_BACK */
async function requireKnown(
  store: Store,
  scope: Scope,
  epoch: string,
  places: readonly (Place | undefined)[],
): Promise<void> {
  for (const place of places)
    if (place !== undefined && !(await isCurrent(store, scope, epoch, place))) throw wentBack();
}

/** Lists of a person's devices go by it. */
function placeOf({ parent }: StoredRecord): { parent?: string } {
  return parent === undefined ? {} : { parent };
}

function isOwn(caller: Caller, record: StoredRecord): boolean {
  return typed<DevicePayload>(record).payload.person === authorOf(caller).id;
}

function view(record: StoredRecord): Device {
  const { name, person } = typed<DevicePayload>(record).payload;
  return { id: record.id, name, person_id: person, registered_at: viewTime(record.createdAt) };
}

function forked(id: string): KeepsakeError {
  return new KeepsakeError(
    'DEVICE_FORKED',
    `Device ${id} has gone on elsewhere since this copy of it was made: it was restored from a backup, or cloned. Register this one anew; nothing is lost or doubled by that.`,
    { device_id: id },
  );
}

function wentBack(): KeepsakeError {
  return new KeepsakeError(
    'SERVER_WENT_BACK',
    'This server was restored to an earlier day since the device was here. Nothing was taken: list the heads, compare, and send what is missing here.',
  );
}
