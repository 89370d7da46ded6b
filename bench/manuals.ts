/**
 * How well documents are found: questions about real manuals whose pages are known, through the server's own API,
 * beside FTS5 in the same run. `--data DIR` as bench/manuals/fetch.ts fills it; `--run FILE` writes one JSON line per
 * question: `{"qid", "ranked": [[manual, page]...], "ms"}`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import { manuals } from './manuals/manuals.ts';
import {
  formatRow,
  gainOver,
  meansOf,
  measures,
  scorePages,
  type Means,
  type Scores,
} from './manuals/metrics.ts';
import { readPieces } from './manuals/pieces.ts';
import { answersOf, halfOf, halves, readQuestions, type Half, type Question } from './manuals/questions.ts';
import { fts5, keepsake, pageRows, passageRows, type SearchPages } from './manuals/systems.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, run: { type: 'string' } } });

interface Answered {
  readonly question: Question;
  readonly ranked: readonly string[];
  readonly ms: number;
  readonly scores: Scores;
}

async function answerAll(search: SearchPages, questions: readonly Question[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const question of questions) {
    const begin = performance.now();
    const ranked = await search(question.question);
    const ms = Math.round((performance.now() - begin) * 100) / 100;
    answered.push({ question, ranked, ms, scores: scorePages(ranked, answersOf(question)) });
  }
  return answered;
}

function scoresIn(answered: readonly Answered[], half: Half): Scores[] {
  return answered.filter(({ question }) => halfOf(question) === half).map(({ scores }) => scores);
}

function printSystem(name: string, answered: readonly Answered[]): Record<Half, Means> {
  const means = halves.map((half) => [half, meansOf(scoresIn(answered, half))] as const);
  for (const [half, of] of means)
    console.log(
      formatRow(
        `${name}, ${half}`,
        measures.map((measure) => of[measure]),
      ),
    );
  return Object.fromEntries(means) as Record<Half, Means>;
}

function compare(name: string, own: readonly Answered[], other: readonly Answered[]): void {
  for (const half of halves) {
    const [mine, theirs] = [scoresIn(own, half), scoresIn(other, half)];
    const gains = measures.map((measure) => gainOver(mine, theirs, measure));
    console.log(`keepsake over ${name}, ${half}: ${gains.join('  ')}`);
  }
}

function printKinds(answered: readonly Answered[]): void {
  for (const [kind, of] of Map.groupBy(answered, ({ question }) => question.kind)) {
    const means = meansOf(of.map(({ scores }) => scores));
    console.log(
      formatRow(
        `keepsake, ${kind} (${of.length})`,
        measures.map((measure) => means[measure]),
      ),
    );
  }
}

function writeRun(file: string, answered: readonly Answered[]): void {
  const lines = answered.map(({ question, ranked, ms }) => {
    const pages = ranked.map((key) => key.split(' ')).map(([manual, page]) => [manual, Number(page)]);
    return `${JSON.stringify({ qid: question.id, ranked: pages, ms })}\n`;
  });
  writeFileSync(file, lines.join(''));
}

async function main(data: string): Promise<void> {
  const questions = readQuestions();
  const passages = passageRows(await readPieces(data, manuals));
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-manuals-'));
  const server = await startServerProcess(describeDataFolder(folder));
  try {
    const own = await answerAll(await keepsake(server.client, data, manuals), questions);
    if (values.run !== undefined) writeRun(values.run, own);
    const peers = {
      'fts5 porter, passages': await answerAll(fts5(passages), questions),
      'fts5 porter, pages': await answerAll(fts5(pageRows(passages)), questions),
    };
    console.log(`${questions.length} questions, ${passages.length} passages`);
    console.log(formatRow('', measures));
    const results: Record<string, unknown> = { keepsake: printSystem('keepsake', own) };
    for (const [name, answered] of Object.entries(peers)) results[name] = printSystem(name, answered);
    for (const [name, answered] of Object.entries(peers)) compare(name, own, answered);
    printKinds(own);
    endWithGoals('manuals', results, goalsOver(own, peers));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Better than each peer on the half that was held back. */
function goalsOver(own: readonly Answered[], peers: Readonly<Record<string, readonly Answered[]>>): Goal[] {
  const mine = meansOf(scoresIn(own, 'held back'));
  return Object.entries(peers).map(([name, answered]) => {
    const goal = meansOf(scoresIn(answered, 'held back'))['nDCG@10'];
    return { name: `nDCG@10 over ${name}`, value: mine['nDCG@10'], goal, met: mine['nDCG@10'] > goal };
  });
}

if (values.data === undefined)
  throw new Error('say where the manuals are: npm run bench:manuals -- --data DIR');
await main(values.data);
