/** Memories of a project that fit a question of words, writer and tag, in the order of their last change. */
import type { z } from 'zod';
import type { Memory, operations } from '../../../contract/index.ts';
import type { Scope, Store } from '../../store/store.ts';
import { viewMemory } from './record.ts';

type Question = z.output<(typeof operations)['findMemories']['input']>;
type Found = z.output<(typeof operations)['findMemories']['output']>;

const lookedAtOnce = 500;
const lookedAtMost = 4_000;

/** `next` counts the memories looked at, whether they fit or not. */
export async function findMemories(store: Store, scope: Required<Scope>, asked: Question): Promise<Found> {
  const fits = question(asked);
  // Where nothing is asked for, every memory fits, and a page is as many as are shown.
  const atOnce = narrows(asked) ? lookedAtOnce : asked.limit;
  const items: Memory[] = [];
  const end = asked.after + lookedAtMost;
  for (let offset = asked.after; offset < end;) {
    const limit = Math.min(atOnce, end - offset);
    const query = { kind: 'memory', states: [asked.status], order: 'changed', descending: true } as const;
    const records = await store.list(scope, { ...query, offset, limit });
    for (const record of records) {
      offset++;
      const memory = viewMemory(scope.project, record);
      if (fits(memory)) items.push(memory);
      if (items.length === asked.limit) return { items, next: offset };
    }
    if (records.length < limit) return { items, next: null };
  }
  return { items, next: end };
}

function narrows({ text = '', tag, author, key_id, client }: Question): boolean {
  return text !== '' || [tag, author, key_id, client].some((one) => one !== undefined);
}

function question({ text = '', tag, author, key_id, client }: Question): (memory: Memory) => boolean {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ name, content, tags, written_by }) => {
    if (tag !== undefined && !tags.includes(tag)) return false;
    if (author !== undefined && written_by.type !== author) return false;
    if (key_id !== undefined && written_by.key_id !== key_id) return false;
    if (client !== undefined && written_by.client !== client) return false;
    if (words.length === 0) return true;
    const said = fold([name, content, ...tags].join('\n'));
    return words.every((word) => said.includes(word));
  };
}

function fold(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase('en');
}
