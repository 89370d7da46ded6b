/** How far two readings of one text agree, word by word and in the same order. */

/** Twice the longest common subsequence of words over the sum of both counts, page by page; 1 for equal texts. */
export function wordAgreement(ours: readonly string[], theirs: readonly string[]): number {
  let common = 0;
  let all = 0;
  for (const [index, page] of theirs.entries()) {
    const [a, b] = [wordsOf(ours[index] ?? ''), wordsOf(page)];
    common += commonWords(a, b);
    all += a.length + b.length;
  }
  return all === 0 ? 1 : (2 * common) / all;
}

function wordsOf(text: string): string[] {
  return text.normalize('NFKC').split(/\s+/).filter(Boolean);
}

function commonWords(a: readonly string[], b: readonly string[]): number {
  let row = new Uint32Array(b.length + 1);
  for (const word of a) {
    const next = new Uint32Array(b.length + 1);
    for (let at = 1; at <= b.length; at++)
      next[at] = word === b[at - 1] ? row[at - 1]! + 1 : Math.max(row[at]!, next[at - 1]!);
    row = next;
  }
  return row.at(-1)!;
}
