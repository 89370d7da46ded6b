/** Documents of the benchmark as indexing one writes them. */
import { newId } from '../../local/ids.ts';
import type { SearchEngine } from '../../server/search/search.ts';
import type { Operation } from '../../server/store/store.ts';

/** The record of a document with these passages, and the rows that make it findable. */
export function documentOperations(engine: SearchEngine, texts: readonly string[]): Operation[] {
  const id = newId('doc');
  const pieces = texts.map((text, at) => ({ text, place: { page: at + 1 } }));
  const record = { id, type: 'document', title: '', updatedAt: Date.now(), pieces } as const;
  return [
    { op: 'put', kind: 'document', id, state: 'okay', payload: {}, history: false },
    ...engine.indexRecord(record),
  ];
}
