/** Changes of records as lines for people, and lists read page by page. */
import type { MergeConflict, RecordChange } from '../../contract/index.ts';

const signs = { added: '+', changed: '~', removed: '-' } as const;

/** What changed in one record: texts with [-removed-] and {+added+} words, as `git diff --word-diff` shows them. */
export function showChange({ change, kind, id, name, fields }: RecordChange): string[] {
  const head = `${signs[change]} ${kind} ${id}  ${name}`;
  if (change !== 'changed') return [head];
  const shown = fields.flatMap(({ field, before, after, words }) => {
    const text =
      words === undefined
        ? `[-${showValue(before)}-]{+${showValue(after)}+}`
        : words.map(({ kind: how, text: part }) => marked(how, part)).join('');
    return `${field}: ${text}`.split('\n').map((line) => `    ${line}`);
  });
  return [head, ...shown];
}

export function showConflict({ kind, id, name, field, base, main, branch, merged }: MergeConflict): string[] {
  const sides =
    merged === undefined
      ? [`main: ${showValue(main)}`, `branch: ${showValue(branch)}`, `before: ${showValue(base)}`]
      : merged.trimEnd().split('\n');
  return [`! ${kind} ${id}.${field}  ${name}`, ...sides.map((line) => `    ${line}`)];
}

function marked(how: 'same' | 'added' | 'removed', text: string): string {
  if (how === 'same') return text;
  return how === 'added' ? `{+${text}+}` : `[-${text}-]`;
}

function showValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** All items of a list, or the first `most`. */
export async function everyPage<T, C extends string | number>(
  page: (after: C | undefined, left: number) => Promise<{ items: T[]; next: C | null }>,
  most = Infinity,
): Promise<T[]> {
  const all: T[] = [];
  for (let after: C | undefined; all.length < most;) {
    const { items, next } = await page(after, most - all.length);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
  return all.slice(0, most);
}
