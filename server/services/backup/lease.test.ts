/** The lease of backups and permanent deletion between servers of one PostgreSQL, and after the end of one of them. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { KeepsakeError } from '../../../contract/index.ts';
import { needs } from '../../../test/harness/component.ts';
import { startPostgres, type PostgresServer } from '../../../test/harness/postgres.ts';
import { openPostgresStore } from '../../store/postgres/index.ts';
import type { Store } from '../../store/store.ts';
import { createLease, type Lease } from './lease.ts';

const masterKey = Buffer.alloc(32, 9);
/** Short, so that tests need not wait; long enough for a renewal on a busy computer. */
const lastsMs = 2_000;
let server: PostgresServer;
let stores: [Store, Store];

beforeEach(async (context) => {
  server ??= await startPostgres(needs(context, 'postgresql'));
  const url = await server.prepared();
  stores = [await openPostgresStore({ url, masterKey }), await openPostgresStore({ url, masterKey })];
  await stores[0].createAccount('acc_1');
  return async () => void (await Promise.all(stores.map((store) => store.close())));
});
afterAll(() => server?.[Symbol.asyncDispose]());

const leaseOn = (store: Store): Lease => createLease({ store, clock: Date.now, isShared: true, lastsMs });

/** A server that reaches the database until it is told otherwise. */
function cutOff(store: Store): { store: Store; cut: () => void } {
  let isCut = false;
  const commit: Store['commit'] = async (scope, made) => {
    if (isCut) throw new KeepsakeError('UNAVAILABLE', 'the network is cut');
    return store.commit(scope, made);
  };
  return { store: { ...store, commit }, cut: () => void (isCut = true) };
}

describe('the lease', () => {
  it('is held by one server at a time, in whichever order they ask', async () => {
    const leases = stores.map(leaseOn);
    let holders = 0;
    const most: number[] = [];
    const work = async (lease: Lease | undefined): Promise<void> => {
      const held = await lease?.acquire('erasing');
      most.push(++holders);
      await held?.confirm();
      holders--;
      await held?.release();
    };
    await Promise.all([0, 1, 0, 1, 0, 1].map((which) => work(leases[which])));
    expect(most).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('tells every server what is under way and how far it is, and ends it from any of them', async () => {
    const [here, there] = [leaseOn(stores[0]), leaseOn(stores[1])];
    const held = await here.acquire('running');
    held.report(3, 7);
    await held.confirm();
    expect(await there.look()).toMatchObject({ purpose: 'running', done: 3, total: 7, isOver: false });
    await expect(there.acquire('running', { refuses: ['running'] })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
    });
    held.signal.addEventListener('abort', () => void held.release({ problem: undefined }));
    await there.stop(['running']);
    expect(held.signal.aborted).toBe(true);
    await expect(held.confirm()).rejects.toThrow(/cancelled/);
    expect((await there.look())?.isOver).toBe(true);
  });

  it('stays with a holder that renews it, and passes on from one that is cut off, which then cannot finish', async () => {
    const { store, cut } = cutOff(stores[0]);
    const [here, there] = [leaseOn(store), leaseOn(stores[1])];
    const held = await here.acquire('running');
    await expect(there.acquire('erasing', { waitMs: lastsMs * 2 })).rejects.toMatchObject({
      code: 'STATE_NOT_READY',
    });
    await held.confirm();
    cut();
    const next = await there.acquire('erasing');
    await expect(held.confirm()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(held.signal.aborted).toBe(true);
    await next.confirm();
    await held.release();
    await next.confirm();
    await next.release();
  });

  it('of a holder that only slept is noticed to be lost before it finishes', async () => {
    // It reaches the database all the time, but renews nothing: another lasts longer for it than for the rest.
    const sleeper = createLease({ store: stores[0], clock: Date.now, isShared: true, lastsMs: 3_600_000 });
    const there = leaseOn(stores[1]);
    const held = await sleeper.acquire('running');
    // Contents are removed only once nobody can be backing them up.
    await there.whenNot('running');
    expect(held.signal.aborted).toBe(false);
    await expect(held.confirm()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await held.release();
  });

  it('of an earlier start of the only server is over at once', async () => {
    const alone = { store: stores[0], clock: Date.now, isShared: false, lastsMs: 3_600_000 };
    const before = await createLease(alone).acquire('running');
    const held = await createLease(alone).acquire('erasing');
    await expect(before.confirm()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await held.confirm();
    await held.release();
  });
});
