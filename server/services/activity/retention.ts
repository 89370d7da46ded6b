/** Forgets activity that is too old, and the oldest of what is too much. */
import type { Scope, Store, StoredRow } from '../../store/store.ts';
import { activitySpace, dateOf, daySpace, keyOf } from './events.ts';
import { readSettings } from './settings.ts';

const rowsAtOnce = 200;
const dayMs = 24 * 3_600_000;
/** Bytes of events that an account keeps at most. */
const mostBytes = 64 * 1_048_576;

/** Of one account. */
export async function forgetOld(store: Store, account: string, now: number): Promise<void> {
  const scope = { account };
  const { retention_days } = await readSettings(store, account);
  const oldest = now - retention_days * dayMs;
  await removeAfter(store, scope, activitySpace, keyOf(oldest));
  await removeDaysBefore(store, scope, dateOf(oldest));
  const { spaces } = await store.size(scope);
  const bytes = spaces.find(({ space }) => space === activitySpace)?.bytes ?? 0;
  if (bytes > mostBytes) await removeBeyond(store, scope, mostBytes);
}

/** All of it. */
export async function forgetAll(store: Store, account: string): Promise<void> {
  for (const space of [activitySpace, daySpace]) await removeAfter(store, { account }, space, '');
}

/** Rows whose key is greater. */
async function removeAfter(store: Store, scope: Scope, space: string, after: string): Promise<void> {
  for (;;) {
    const rows = await store.rows(scope, space, { ...(after === '' ? {} : { after }), limit: rowsAtOnce });
    await remove(store, scope, space, rows);
    if (rows.length < rowsAtOnce) return;
  }
}

async function removeDaysBefore(store: Store, scope: Scope, date: string): Promise<void> {
  for (;;) {
    const rows = await store.rows(scope, daySpace, { limit: rowsAtOnce });
    const old = rows.filter(({ key }) => key < date);
    await remove(store, scope, daySpace, old);
    if (old.length < rowsAtOnce) return;
  }
}

/** Keeps the newest rows of so many bytes. */
async function removeBeyond(store: Store, scope: Scope, most: number): Promise<void> {
  let kept = 0;
  let after: string | undefined;
  for (;;) {
    const range = { ...(after === undefined ? {} : { after }), limit: rowsAtOnce };
    const rows = await store.rows(scope, activitySpace, range);
    for (const { key, value } of rows) {
      kept += value.byteLength;
      if (kept > most) return removeAfter(store, scope, activitySpace, after ?? keyOf(0));
      after = key;
    }
    if (rows.length < rowsAtOnce) return;
  }
}

async function remove(store: Store, scope: Scope, space: string, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await store.putRows(
    scope,
    rows.map(({ key }) => ({ space, key, value: null })),
  );
}
