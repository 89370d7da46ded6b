/** Permanent deletion in activity: events lose what they say of records that are erased. Ids, times and authors stay. */
import type { Store } from '../../store/store.ts';
import { activitySpace, decode, encode, type Event } from './events.ts';

/** What is erased, as far as activity may tell of it. */
export interface Erased {
  readonly ids: ReadonlySet<string>;
  /** Whether an entry's `namespace/key` is among what is erased. */
  readonly isNamed: (name: string) => boolean;
  /** A key whose writes are erased: its queries go, too. */
  readonly key?: string | undefined;
  readonly project?: string | undefined;
}

const rowsAtOnce = 200;

/** Queries go from events that name what is erased, because they found it; so do names of entries. Events of a project go whole. */
export async function eraseEvents(store: Store, account: string, erased: Erased): Promise<void> {
  for (let after: string | undefined; ;) {
    const range = { ...(after === undefined ? {} : { after }), limit: rowsAtOnce };
    const rows = await store.rows({ account }, activitySpace, range);
    const changed = rows.flatMap(({ key, value }) => {
      const left = withoutErased(value, erased);
      return left === undefined ? [] : [{ space: activitySpace, key, value: left }];
    });
    if (changed.length > 0) await store.putRows({ account }, changed);
    after = rows.at(-1)?.key;
    if (rows.length < rowsAtOnce) return;
  }
}

/** A row of events without what is erased; undefined when it says nothing of it. */
export function withoutErased(row: Uint8Array, erased: Erased): Uint8Array | undefined {
  const events = decode(row);
  const left = events.flatMap((event) => eventWithout(event, erased));
  return JSON.stringify(left) === JSON.stringify(events) ? undefined : encode(left);
}

function eventWithout(event: Event, { ids, isNamed, key, project }: Erased): Event[] {
  const isOfProject = project !== undefined && event.projects.includes(project);
  if (isOfProject && event.projects.length === 1) return [];
  const isOfKey = key !== undefined && event.author.id === key;
  const isGone = ({ type, id }: Event['records'][number]) =>
    type === 'entry' && id.includes('/') && (isOfProject || isNamed(id));
  const isTouched = isOfProject || isOfKey || event.records.some((one) => ids.has(one.id) || isGone(one));
  if (!isTouched) return [event];
  const { query: _gone, ...rest } = event;
  return [{ ...rest, records: event.records.filter((one) => !isGone(one)) }];
}
