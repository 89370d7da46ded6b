/**
 * How well a model answers from what recall finds, beside the same model on what SQLite's FTS5 finds:
 * `--llm URL` of an endpoint with OpenAI's chat completions, `--model NAME`, `--data FILE` in LoCoMo's format,
 * `--tokens N` of context (2000), `--most N` questions per conversation. A secret of the endpoint comes from the
 * environment variable KEEPSAKE_LLM_SECRET.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { endWithGoals } from '../test/campaigns/result.ts';
import { describeDataFolder, startServerProcess } from '../test/campaigns/serving/process.ts';
import { answerPrompt, judge, type Judged } from './answers/judging.ts';
import { openModel, type Model } from './answers/model.ts';
import { loadConversations, tokensOf, type Conversation, type Turn } from './recall/dataset.ts';
import { fts5, keepsake, type System } from './recall/systems.ts';

const { values } = parseArgs({
  options: {
    llm: { type: 'string' },
    model: { type: 'string' },
    data: { type: 'string' },
    tokens: { type: 'string', default: '2000' },
    most: { type: 'string', default: '1000' },
  },
});

/** The best turns that fit, in the order in which they were said. */
function contextOf({ turns }: Conversation, ranked: readonly string[]): string[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const chosen = new Set<Turn>();
  let left = Number(values.tokens);
  for (const id of ranked) {
    const turn = byId.get(id);
    if (turn === undefined || tokensOf(turn) > left) continue;
    left -= tokensOf(turn);
    chosen.add(turn);
  }
  return turns
    .filter((turn) => chosen.has(turn))
    .map(({ date, speaker, text }) => `[${date}] ${speaker}: ${text}`);
}

async function answerAll(
  system: System,
  model: Model,
  conversations: readonly Conversation[],
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const conversation of conversations) {
    const search = await system.open(conversation);
    for (const question of conversation.questions.slice(0, Number(values.most))) {
      const context = contextOf(conversation, await search(question.text));
      judged.push(await judge(model, question, await model.ask(answerPrompt(context, question.text))));
      if (judged.length % 20 === 0) console.log(`${system.name}: ${judged.length} questions`);
    }
  }
  return judged;
}

function summaryOf(
  judged: readonly Judged[],
): Record<string, { questions: number; right: number; f1: number }> {
  const groups = new Map<string, readonly Judged[]>(Map.groupBy(judged, ({ category }) => String(category)));
  groups.set(
    '1-4',
    judged.filter(({ category }) => category < 5),
  );
  return Object.fromEntries(
    [...groups].map(([name, own]) => {
      const share = (value: (one: Judged) => number) =>
        Math.round((1_000 * own.reduce((sum, one) => sum + value(one), 0)) / Math.max(1, own.length)) / 10;
      return [
        name,
        { questions: own.length, right: share(({ right }) => Number(right)), f1: share(({ f1 }) => f1) },
      ];
    }),
  );
}

async function main(file: string, url: string): Promise<void> {
  const conversations = loadConversations(file);
  const model = await openModel({ url, name: values.model, secret: process.env['KEEPSAKE_LLM_SECRET'] });
  const folder = mkdtempSync(join(tmpdir(), 'keepsake-answers-'));
  const server = await startServerProcess(describeDataFolder(folder));
  try {
    const results: Record<string, unknown> = { model: model.name, tokens: Number(values.tokens) };
    for (const system of [keepsake(server.client), fts5])
      results[system.name] = summaryOf(await answerAll(system, model, conversations));
    endWithGoals('answers', results, []);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.data === undefined || values.llm === undefined)
  throw new Error(
    'say where the model and the conversations are: npm run bench:answers -- --llm URL --data FILE',
  );
await main(values.data, values.llm);
