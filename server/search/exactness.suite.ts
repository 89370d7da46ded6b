/** What a project holds, and what scoring every passage of it gives: the truth that the first stage is held against. */
import { analyse, queryWordsOf } from './analyser.ts';
import { document, memory } from './fixtures.suite.ts';
import { idf, saturation } from './scoring/bm25.ts';
import type { IndexedRecord } from './search.ts';

/** Words of which few are frequent and many are rare. */
export function words(random: () => number, count: number): string {
  return Array.from({ length: count }, () => `w${Math.floor(400 * random() ** 4).toString(36)}q`).join(' ');
}

/** Takes what is written. */
export interface WrittenProject {
  put(record: IndexedRecord): void;
  remove(id: string, type: IndexedRecord['type']): void;
}

interface PassageCounts {
  readonly length: number;
  readonly counts: ReadonlyMap<string, number>;
}

function count(text: string): PassageCounts {
  const counts = new Map<string, number>();
  const tokens = analyse(text);
  for (const { term } of tokens) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { length: tokens.filter(({ same }) => !same).length, counts };
}

/** What is written to a project, beside it. */
export function createMirror(project: WrittenProject) {
  const records = new Map<string, IndexedRecord>();
  const counted = new Map<IndexedRecord, PassageCounts[]>();

  function countsOf(id: string): PassageCounts[] {
    const record = records.get(id) as IndexedRecord;
    const known = counted.get(record) ?? record.pieces.map(({ text }) => count(`${record.title}\n${text}`));
    counted.set(record, known);
    return known;
  }

  return {
    put(record: IndexedRecord): void {
      project.put(record);
      records.set(record.id, record);
    },
    remove(id: string): void {
      const type = records.get(id)?.type ?? 'memory';
      if (records.delete(id)) project.remove(id, type);
    },
    ids: () => [...records.keys()],
    record: (id: string) => records.get(id) as IndexedRecord,
    /** Scores of the best passages, best first. */
    best(query: string, limit: number): number[] {
      const passages = [...records.keys()].flatMap((id) => countsOf(id));
      const total = passages.reduce((sum, { length }) => sum + length, 0);
      const scores = passages.map(() => 0);
      for (const term of new Set(queryWordsOf(query).map(({ term }) => term))) {
        const holding = [...passages.keys()].filter((at) => passages[at]?.counts.has(term));
        const weight = idf(passages.length, holding.length);
        for (const at of holding) {
          const { counts, length } = passages[at] as PassageCounts;
          const adds = saturation(counts.get(term) as number, length, total / passages.length);
          scores[at] = (scores[at] as number) + weight * adds;
        }
      }
      return scores
        .filter((score) => score > 0)
        .sort((one, other) => other - one)
        .slice(0, limit);
    },
  };
}

export type Mirror = ReturnType<typeof createMirror>;

/** A memory or a document of random words. */
export function write(mirror: Mirror, random: () => number, number: number): void {
  const id = String(number).padStart(5, '0');
  if (random() < 0.6) mirror.put(memory(`mem_${id}`, `${words(random, 12)} n${number}`));
  else
    mirror.put(
      document(
        `doc_${id}`,
        Array.from({ length: 6 }, (_, at) => `${words(random, 30)} n${number}p${at}`),
        words(random, 2),
      ),
    );
}
