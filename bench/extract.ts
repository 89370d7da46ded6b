/**
 * Pages, rows and slides per second and peak memory of reading large documents, beside pdftotext and officeparser alone:
 * `--data DIR` keeps the documents (and officeparser, once `npm install --prefix DIR officeparser@8.1.1` was run). Each
 * figure is the median of `--runs N` (3). Ends with one line of JSON.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Extraction } from '../server/extract/extract.ts';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { wordAgreement } from './extract/agreement.ts';
import { prepareDocuments, type BenchDocument } from './extract/documents.ts';
import { extractMeasured, runMeasured, type Measured } from './extract/programs.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: path.join(tmpdir(), 'keepsake-bench-extract') },
    runs: { type: 'string', default: '3' },
  },
});

interface Figures {
  perSecond: number;
  /** Per second of one processor. */
  perCore: number;
  peakMb: number;
}

async function figuresOf<T>(
  { count }: BenchDocument,
  run: () => Promise<Measured<T> | undefined>,
): Promise<(Figures & { result: T }) | undefined> {
  const all: Measured<T>[] = [];
  for (let at = 0; at < Number(values.runs); at++) {
    const one = await run();
    if (one === undefined) return undefined;
    all.push(one);
  }
  const median = all.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(all.length / 2)]!;
  return {
    perSecond: Math.round(count / median.seconds),
    perCore: Math.round(count / (median.cpuSeconds || median.seconds)),
    peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
    result: median.result,
  };
}

const officeparser = path.join(values.data, 'node_modules/officeparser');
const parse = `import { createRequire } from 'node:module';
  const { parseOffice } = createRequire(process.argv[1])('officeparser');
  const tree = await parseOffice(process.argv[2]);
  console.log(JSON.stringify(tree.content).length);`;

/** The others that can read the document, by name. */
function peersOf(document: BenchDocument): [string, () => Promise<Measured<string> | undefined>][] {
  const peers: [string, () => Promise<Measured<string> | undefined>][] = [];
  if (document.counted === 'pages')
    peers.push(['pdftotext', () => runMeasured('pdftotext', [document.path, '-'])]);
  if (existsSync(officeparser))
    peers.push([
      'officeparser',
      () =>
        runMeasured(process.execPath, [
          '--input-type=module',
          '-e',
          parse,
          `${officeparser}/`,
          document.path,
        ]),
    ]);
  return peers;
}

function textOfPages(extraction: Extraction, count: number): string[] {
  if (extraction.state === 'error') throw new Error(`${extraction.code}: ${extraction.reason}`);
  const pages = Array.from({ length: count }, () => '');
  for (const { text, place } of extraction.pieces)
    if (place.page !== undefined) pages[place.page - 1] += `${text}\n`;
  return pages;
}

const results: Record<string, Record<string, Figures>> = {};
const goals: Goal[] = [];
for (const document of prepareDocuments(values.data)) {
  const own = await figuresOf(document, () => extractMeasured(document.path));
  if (own?.result.state !== 'okay') throw new Error(`${document.name}: ${own?.result.reason}`);
  const { result, ...keepsake } = own;
  const figures: Record<string, Figures> = { keepsake };
  for (const [name, run] of peersOf(document)) {
    const peer = await figuresOf(document, run);
    if (peer === undefined) continue;
    const { result: text, ...measured } = peer;
    figures[name] = measured;
    if (name === 'pdftotext') {
      const pages = text.split('\f').slice(0, -1);
      const agreement = wordAgreement(textOfPages(result, pages.length), pages);
      const value = Math.round(agreement * 10_000) / 10_000;
      goals.push({ name: 'words that agree with pdftotext', value, goal: 0.995, met: value >= 0.995 });
    }
  }
  results[document.name] = figures;
  console.log(`${document.name}: ${document.count} ${document.counted}, per second and peak MiB`);
  console.table(figures);
  const most = document.counted === 'pages' ? 300 : 150;
  if (document.counted === 'pages')
    goals.push({
      name: 'pages per second and core',
      value: keepsake.perCore,
      goal: 250,
      met: keepsake.perCore >= 250,
    });
  if (document.counted !== 'slides')
    goals.push({
      name: `${document.name}: MiB`,
      value: keepsake.peakMb,
      goal: most,
      met: keepsake.peakMb <= most,
    });
}
endWithGoals('extract', results, goals);
