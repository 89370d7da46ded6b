/** What an account lets Keepsake record of activity. */
import type { ActivitySettings } from '../../../contract/operations/activity.ts';
import type { Put, Store } from '../../store/store.ts';
import { accountScope, requireOwner, type Call } from '../caller.ts';
import { asJson, commitFor, retryOnConflict, typed, type Clock } from '../records.ts';

const kind = 'settings';
const id = 'activity';

const usual: ActivitySettings = { record_queries: true, retention_days: 90 };

export async function readSettings(store: Store, account: string): Promise<ActivitySettings> {
  const record = await store.get({ account }, kind, id);
  return record === undefined ? usual : { ...usual, ...typed<ActivitySettings>(record).payload };
}

/** Changes what is given and leaves the rest. */
export async function writeSettings(
  store: Store,
  clock: Clock,
  call: Call,
  change: { record_queries?: boolean | undefined; retention_days?: number | undefined },
): Promise<ActivitySettings> {
  requireOwner(call.caller);
  const scope = accountScope(call.caller);
  return retryOnConflict(async () => {
    const before = await store.get(scope, kind, id);
    const now = await readSettings(store, scope.account);
    const next = {
      record_queries: change.record_queries ?? now.record_queries,
      retention_days: change.retention_days ?? now.retention_days,
    };
    const expect: Put['expect'] = before === undefined ? 'absent' : { version: before.version };
    const put: Put = { op: 'put', kind, id, state: 'current', payload: asJson(next), expect, history: false };
    await commitFor(store, clock, call, scope, [put]);
    return next;
  });
}
