/** Our reading of the sample PDFs against that of poppler's pdftotext. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createExtractor } from '../../server/extract/index.ts';
import { needs } from '../harness/component.ts';

test.for(['orchard.pdf', 'labelled.pdf', 'columns.pdf', 'japanese.pdf', 'handbook.pdf'])(
  '%s: at least 99 in 100 characters are those of pdftotext, in the same order, page by page',
  async (name, context) => {
    const program = needs(context, 'pdftotext');
    const file = fileURLToPath(new URL(name, import.meta.url));
    // Each page ends with a form feed.
    const theirs = execFileSync(program, [file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
    const ours = await pagesOf(name, theirs.length);
    for (const [index, page] of theirs.entries())
      expect(agreement(plain(ours[index]!), plain(page)), `page ${index + 1}`).toBeGreaterThanOrEqual(0.99);
  },
);

async function pagesOf(name: string, count: number): Promise<string[]> {
  const extractor = createExtractor();
  onTestFinished(() => extractor.close());
  const bytes = readFileSync(new URL(name, import.meta.url));
  const content = (async function* () {
    await Promise.resolve();
    yield bytes;
  })();
  const extraction = await extractor.extract({ content, size: bytes.length, name });
  if (extraction.state === 'error') throw new Error(extraction.reason);
  const pages = Array.from({ length: count }, () => '');
  for (const { text, place } of extraction.pieces) pages[place.page! - 1] += `${text}\n`;
  return pages;
}

/** Line breaks, hyphens at line ends, bullets and forms of characters are no part of the comparison. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[-\u2010\u00ad]+\n/g, '')
    .replaceAll(/[\s\u00ad•]/g, '');
}

/** Twice the longest common subsequence over the sum of lengths: 1 for equal texts. */
function agreement(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const character of a) {
    const next = [0];
    for (let at = 1; at <= b.length; at++)
      next.push(character === b[at - 1] ? row[at - 1]! + 1 : Math.max(row[at]!, next[at - 1]!));
    row = next;
  }
  return (2 * row.at(-1)!) / (a.length + b.length || 1);
}
