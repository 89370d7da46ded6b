/** What a person wants of the drive on this device, folder by folder: its bytes here, or fetched when they are needed. */
import { choiceSpace } from '../../../services/sync.ts';
import { itemPayload } from '../../../services/items.ts';
import type { Operation, Scope, Store } from '../../../store/store.ts';
import { nameOf } from '../versions.ts';

export interface Choice {
  /** `here`: the bytes of current versions are brought and stay; `placeholder`: bytes that the server has are given up. */
  readonly keep: 'here' | 'placeholder';
  /** When it was made, in milliseconds since 1970, by this device's clock. */
  readonly at: number;
}

/** By item. What has none has that of the nearest folder above it; where none has one, bytes come when they are needed and stay. */
export type Choices = ReadonlyMap<string, Choice>;

const most = 10_000;

export async function readChoices(store: Store, scope: Scope): Promise<Choices> {
  const rows = await store.rows(scope, choiceSpace, { prefix: 'item ', limit: most });
  return new Map(rows.map(({ key, value }) => [key.slice('item '.length), choiceIn(value)]));
}

/** @param choice none to do as the folder above does */
export function choiceRow(id: string, choice: Choice | undefined): Operation {
  const value = choice === undefined ? null : Buffer.from(JSON.stringify(choice));
  return { op: 'row', space: choiceSpace, key: nameOf({ kind: 'item', id }), value };
}

/** The choice that holds for an item, its own or one from above. */
export async function choiceFor(store: Store, scope: Scope, id: string): Promise<Choice | undefined> {
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    const row = await store.row(scope, choiceSpace, nameOf({ kind: 'item', id: at }));
    if (row !== undefined) return choiceIn(row);
    const record: Awaited<ReturnType<Store['get']>> = await store.get(scope, 'item', at);
    at = record === undefined || record.state === 'purged' ? null : itemPayload(record).parent;
  }
  return undefined;
}

function choiceIn(row: Uint8Array): Choice {
  return JSON.parse(Buffer.from(row).toString()) as Choice;
}
