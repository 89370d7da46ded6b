/**
 * How well recall finds: questions over long conversations, through the server's own API, beside other engines in the
 * same run. `--data FILE` in LoCoMo's format; `--run FILE` writes one JSON line per question:
 * `{"qid", "ranked": [turn ids], "ms"}`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import { loadConversations, type Conversation } from './recall/dataset.ts';
import { leaveOneOut } from './recall/fit.ts';
import { bootstrapInterval, measures, scoreRanking, type Measure, type Scores } from './recall/metrics.ts';
import { fts5, keepsake, miniSearch, orama, type System } from './recall/systems.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    run: { type: 'string' },
    'no-fit': { type: 'boolean', default: false },
  },
});

/** A question as a system answered it. */
interface Answered {
  readonly qid: string;
  readonly category: number;
  readonly ranked: readonly string[];
  readonly ms: number;
  /** Nothing when no evidence is known. */
  readonly scores: Scores | undefined;
}

async function answerAll(system: System, conversations: readonly Conversation[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const conversation of conversations) {
    const search = await system.open(conversation);
    for (const question of conversation.questions) {
      const begin = performance.now();
      const ranked = await search(question.text);
      const ms = Math.round((performance.now() - begin) * 100) / 100;
      const scores = question.evidence.size === 0 ? undefined : scoreRanking(conversation, question, ranked);
      answered.push({ qid: question.qid, category: question.category, ranked, ms, scores });
    }
  }
  return answered;
}

const categories: Readonly<Record<string, readonly number[]>> = {
  '1-4': [1, 2, 3, 4],
  '1 multi-hop': [1],
  '2 temporal': [2],
  '3 open-domain': [3],
  '4 single-hop': [4],
  '5 adversarial': [5],
  '1-5': [1, 2, 3, 4, 5],
};

type Means = Record<Measure, number>;

function meansOf(scores: readonly Scores[]): Means {
  const mean = (name: Measure) =>
    scores.reduce((sum, score) => sum + score[name], 0) / Math.max(1, scores.length);
  return Object.fromEntries(measures.map((name) => [name, Math.round(mean(name) * 1_000) / 10])) as Means;
}

function scoresIn(answered: readonly Answered[], category: readonly number[]): Scores[] {
  return answered.flatMap((one) => (category.includes(one.category) && one.scores ? [one.scores] : []));
}

function printRow(name: string, means: Means): void {
  console.log(
    `${name.padEnd(34)}${measures.map((measure) => means[measure].toFixed(1).padStart(8)).join('')}`,
  );
}

function printTable(name: string, answered: readonly Answered[]): Record<string, Means> {
  const table: Record<string, Means> = {};
  for (const [category, numbers] of Object.entries(categories)) {
    const means = meansOf(scoresIn(answered, numbers));
    table[category] = means;
    printRow(`${name}, ${category}`, means);
  }
  return table;
}

function comparePaired(name: string, own: readonly Answered[], other: readonly Answered[]): void {
  const [mine, theirs] = [own, other].map((answered) => scoresIn(answered, [1, 2, 3, 4])) as [
    Scores[],
    Scores[],
  ];
  const shown = (['R@10', 'nDCG@10', 'R@2k'] as const).map((measure) => {
    const differences = mine.map((score, at) => score[measure] - (theirs[at] as Scores)[measure]);
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    const [low, high] = bootstrapInterval(differences);
    return `${measure} ${(100 * mean).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  });
  console.log(`keepsake over ${name}: ${shown.join('  ')}`);
}

const goals: readonly (readonly [Measure, number])[] = [
  ['R@5', 78],
  ['R@10', 85],
  ['nDCG@10', 71],
  ['R@2k', 92],
  ['S-Hit@1', 80],
];

async function main(file: string): Promise<void> {
  const conversations = loadConversations(file);
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-recall-'));
  const server = await startServerProcess(describeDataFolder(folder));
  try {
    console.log(`${''.padEnd(34)}${measures.map((measure) => measure.padStart(8)).join('')}`);
    const own = await answerAll(keepsake(server.client), conversations);
    if (values.run !== undefined)
      writeFileSync(
        values.run,
        own.map(({ qid, ranked, ms }) => `${JSON.stringify({ qid, ranked, ms })}\n`).join(''),
      );
    const results: Record<string, unknown> = { keepsake: printTable('keepsake', own) };
    for (const system of [fts5, miniSearch, orama]) {
      const answered = await answerAll(system, conversations);
      results[system.name] = printTable(system.name, answered)['1-4'];
      comparePaired(system.name, own, answered);
    }
    const fitted = values['no-fit'] ? undefined : await leaveOneOut(conversations);
    for (const [name, scores] of Object.entries(fitted ?? {})) {
      const means = meansOf(scores);
      results[name] = means;
      printRow(`keepsake, ${name}, 1-4`, means);
    }
    const judged = meansOf(fitted?.['left out'] ?? scoresIn(own, [1, 2, 3, 4]));
    const met = goals.map(([name, goal]): Goal => ({
      name,
      value: judged[name],
      goal,
      met: judged[name] >= goal,
    }));
    endWithGoals('recall', results, met);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.data === undefined)
  throw new Error('say where the conversations are: npm run bench:recall -- --data FILE');
await main(values.data);
