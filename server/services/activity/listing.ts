/** Looking through recorded activity, newest first, without parsing what cannot match. */
import type { z } from 'zod';
import type { activityOperations, ActivityEvent } from '../../../contract/operations/activity.ts';
import type { Scope, Store } from '../../store/store.ts';
import { typed, viewAuthor, viewTime } from '../records.ts';
import { activitySpace, decode, eventId, keyOf, readEventId, timeOf, type Event } from './events.ts';

export type ListInput = z.output<typeof activityOperations.listActivity.input>;
type Page = z.output<typeof activityOperations.listActivity.output>;

const rowsAtOnce = 100;
/** After so many rows a page ends, however few matched: the caller goes on from `next`. */
const mostRows = 20_000;
/** Rows are named after the time they were written, which is later than what is in them. */
const writtenLaterMs = 60_000;
const namedRecords = 10;
/** A place in a row that stands for its newest event. */
const lastOfRow = 9_999;

/** One page. */
export async function listActivity(store: Store, account: string, input: ListInput): Promise<Page> {
  const scope = { account };
  const found: { id: string; event: Event }[] = [];
  let next: string | null = null;
  for await (const { id, event } of matches(store, scope, input)) {
    if (event === undefined || found.length === input.limit) {
      next = id;
      break;
    }
    found.push({ id, event });
  }
  const items = await Promise.all(found.map(({ id, event }) => named(store, scope, viewEvent(id, event))));
  // `next` names what comes first on the next page.
  return { items, next };
}

/** What fits, from the cursor on; last, when it was too much to look through, where to go on, without an event. */
async function* matches(
  store: Store,
  scope: Scope,
  input: ListInput,
): AsyncGenerator<{ id: string; event?: Event }> {
  const start = input.cursor === undefined ? undefined : readEventId(input.cursor);
  const needles = [input.project_id, input.key_id, input.record_id].filter((one) => one !== undefined);
  const bytes = needles.map((one) => Buffer.from(JSON.stringify(one).slice(1, -1)));
  let after = start === undefined ? startOf(input) : before(start.key);
  for (let read = 0; ;) {
    const rows = await store.rows(scope, activitySpace, {
      ...(after === undefined ? {} : { after }),
      limit: rowsAtOnce,
    });
    for (const { key, value } of rows) {
      if (isPast(key, input)) return;
      if (++read > mostRows) return void (yield { id: eventId(key, lastOfRow) });
      const raw = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (!bytes.every((needle) => raw.includes(needle))) continue;
      const events = decode(value);
      const from = Math.min(start?.key === key ? start.n : lastOfRow, events.length - 1);
      for (let n = from; n >= 0; n--) {
        const event = events[n];
        if (event !== undefined && fits(event, input)) yield { id: eventId(key, n), event };
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = last.key;
  }
}

function startOf({ before: until }: ListInput): string | undefined {
  return until === undefined ? undefined : keyOf(Date.parse(until) + writtenLaterMs);
}

/** The last key that sorts before this one, near enough: keys are digits and letters. */
function before(key: string): string {
  const last = key.charCodeAt(key.length - 1);
  return `${key.slice(0, -1)}${String.fromCharCode(last - 1)}~`;
}

function isPast(key: string, { after }: ListInput): boolean {
  return after !== undefined && timeOf(key) < Date.parse(after);
}

function fits({ at, kind, author, projects, records }: Event, input: ListInput): boolean {
  return (
    (input.kind === undefined || kind === input.kind) &&
    (input.key_id === undefined || author.id === input.key_id) &&
    (input.client === undefined || author.client === input.client) &&
    (input.project_id === undefined || projects.includes(input.project_id)) &&
    (input.record_id === undefined || records.some(({ id }) => id === input.record_id)) &&
    (input.after === undefined || at >= Date.parse(input.after)) &&
    (input.before === undefined || at < Date.parse(input.before))
  );
}

export function viewEvent(id: string, event: Event): ActivityEvent {
  const { at, kind, action, via, author, projects, query, records, count } = event;
  return {
    id,
    time: viewTime(at),
    kind,
    action,
    ...(via === undefined ? {} : { via }),
    author: viewAuthor(author),
    project_ids: [...projects],
    ...(query === undefined ? {} : { query }),
    records: records.map((record) => ({ ...record })),
    count,
  };
}

/** Names are not recorded, so that what is deleted for good leaves none behind: they are looked up. */
async function named(store: Store, account: Scope, event: ActivityEvent): Promise<ActivityEvent> {
  const records = await Promise.all(
    event.records.map(async (record, n) => {
      if (n >= namedRecords) return record;
      const name = await nameOf(store, account, event.project_ids, record).catch(() => undefined);
      return name === undefined ? record : { ...record, name };
    }),
  );
  return { ...event, records };
}

const accountKinds = new Set(['item', 'project', 'key']);
const projectKinds = new Set(['memory', 'document', 'conversation']);

async function nameOf(
  store: Store,
  { account }: Scope,
  projects: readonly string[],
  { type, id }: { type: string; id: string },
): Promise<string | undefined> {
  const scopes = projectKinds.has(type) ? projects.map((project) => ({ account, project })) : [];
  if (accountKinds.has(type)) scopes.push({ account } as Required<Scope>);
  for (const scope of scopes) {
    const record = await store.get(scope, type, id);
    if (record === undefined) continue;
    const { name, title, description } = typed<Record<string, string | undefined>>(record).payload;
    return name ?? title ?? description;
  }
  return undefined;
}
