/** A difference of lines as it is shown: a few lines around each change, changed words inside changed lines. */
import type { LineDifference } from '../../../contract/operations/drive-versions.ts';

type Parts = LineDifference['parts'];

export interface ShownLine {
  /** `gap` stands for lines that are the same and left out. */
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  /** Of the line in the newer text, or of a removed one in the older. */
  readonly number: number;
  readonly parts: readonly { readonly text: string; readonly isChanged: boolean }[];
}

const around = 3;

/** Nothing when the two texts are the same. */
export function changesOf(parts: Parts): readonly ShownLine[] {
  if (parts.every(({ kind }) => kind === 'same')) return [];
  const shown: ShownLine[] = [];
  let before = 1;
  let after = 1;
  for (const [at, { kind, text }] of parts.entries()) {
    const lines = linesOf(text);
    const first = kind === 'removed' ? before : after;
    const other = partnerOf(parts, at);
    const all = lines.map((line, index) => ({
      kind,
      number: first + index,
      parts: wordsOf(line, other?.[index]),
    }));
    for (const line of kind === 'same' ? trimmed(all, at === 0, at === parts.length - 1) : all)
      shown.push(line);
    if (kind !== 'added') before += lines.length;
    if (kind !== 'removed') after += lines.length;
  }
  return shown;
}

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** The lines that stand in the place of a changed part in the other text. */
function partnerOf(parts: Parts, at: number): readonly string[] | undefined {
  const kind = parts[at]?.kind;
  const other = kind === 'removed' ? parts[at + 1] : parts[at - 1];
  const isPair = kind === 'removed' ? other?.kind === 'added' : kind === 'added' && other?.kind === 'removed';
  return isPair ? linesOf(other?.text ?? '') : undefined;
}

function trimmed(lines: readonly ShownLine[], isFirst: boolean, isLast: boolean): readonly ShownLine[] {
  const head = isFirst ? 0 : around;
  const tail = isLast ? 0 : around;
  if (lines.length <= head + tail + 1) return lines;
  const gap: ShownLine = { kind: 'gap', number: 0, parts: [] };
  return [...lines.slice(0, head), gap, ...lines.slice(lines.length - tail)];
}

/** What stands between the words that both lines begin and end with. */
function wordsOf(line: string, other: string | undefined): ShownLine['parts'] {
  if (other === undefined) return [{ text: line, isChanged: false }];
  const [words, others] = [line, other].map((text) => text.split(/(?<=\s)|(?=\s)|\b/u));
  if (words === undefined || others === undefined) return [{ text: line, isChanged: false }];
  const most = Math.min(words.length, others.length);
  let start = 0;
  while (start < most && words[start] === others[start]) start += 1;
  let end = 0;
  while (end < most - start && words.at(-1 - end) === others.at(-1 - end)) end += 1;
  // Lines with nothing in common are different lines, not changed ones.
  if (start + end === 0) return [{ text: line, isChanged: false }];
  return [
    { text: words.slice(0, start).join(''), isChanged: false },
    { text: words.slice(start, words.length - end).join(''), isChanged: true },
    { text: words.slice(words.length - end).join(''), isChanged: false },
  ].filter(({ text }) => text !== '');
}
