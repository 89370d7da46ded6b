/** Memories that say the same, or nearly the same, as a text: found by hashes kept as rows, then compared word by word. */
import type { Operation, Scope, Store, StoredRecord } from '../../store/store.ts';
import { mayResemble, nearlySame, resemblance, shapeOf, type Shape } from './words.ts';

export const shapeSpace = 'shapes';
/** Memories of one hash that are looked at, the oldest first. */
const mostPerHash = 8;

export interface Similar {
  readonly record: StoredRecord;
  /** 1 when the texts differ in case, punctuation and articles at most. */
  readonly resemblance: number;
}

/**
 * Rows that make a text noticed (or, with `isActive` false, no longer): `HASH MEMORY`, without a word of the text. Each holds
 * the sketch, so that most memories that only share a hash need not be read; those of earlier versions hold nothing.
 */
export function shapeRows(id: string, content: string, isActive: boolean): Operation[] {
  const shape = shapeOf(content);
  const value = isActive ? shape.sketch : null;
  return prefixesOf(shape).map((prefix) => ({
    op: 'row',
    space: shapeSpace,
    key: `${prefix}${id}`,
    value,
  }));
}

function prefixesOf({ hash, bands }: Shape): string[] {
  return [`=${hash} `, ...bands.map((band, at) => `${at}${band} `)];
}

/** Active memories like the text, the most alike first; `except` is the memory that it is for. */
export async function findSimilar(
  store: Store,
  scope: Scope,
  content: string,
  except?: string,
): Promise<Similar[]> {
  const shape = shapeOf(content);
  if (shape.shingles.size === 0) return [];
  const rows = await Promise.all(
    prefixesOf(shape).map((prefix) => store.rows(scope, shapeSpace, { prefix, limit: mostPerHash })),
  );
  const alike = rows.flat().filter(({ value }) => mayResemble(shape, value));
  const ids = new Set(alike.map(({ key }) => key.slice(key.indexOf(' ') + 1)));
  const records = await Promise.all([...ids].map((id) => store.get(scope, 'memory', id)));
  return records
    .flatMap((record) => {
      if (record === undefined || record.state !== 'active' || record.id === except) return [];
      const { content: other } = record.payload as { content: string };
      return [{ record, resemblance: resemblance(shape, shapeOf(other)) }];
    })
    .filter((similar) => similar.resemblance >= nearlySame)
    .toSorted((one, other) => other.resemblance - one.resemblance);
}

/** Equal for texts that are duplicates of each other. */
export function sameness(content: string): string {
  return shapeOf(content).hash;
}
