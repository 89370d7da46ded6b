/**
 * Whether text in ten languages is found by any part of it: runs of words or characters are asked for, and of all passages
 * that contain them, the share that the engine returns is counted, beside SQLite's FTS5. Both are asked for the run in
 * quotes; the engine also without them, when it ranks what holds any of the words.
 *
 * `--data DIR` holds unpacked Debian packages; `--passages N` (1,000) and `--queries N` (200) per language; `--only de,th`.
 *
 *     apt-get download installation-guide-amd64 debian-handbook libreoffice-help-hi libreoffice-l10n-th
 *     for package in *.deb; do dpkg-deb -x "$package" DIR; done
 */
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from '../test/campaigns/result.ts';
import { openFts5 } from './languages/fts5.ts';
import { drawQuestions } from './languages/queries.ts';
import { languages, readPassages, type Language } from './languages/texts.ts';
import { openKeepsake } from './search/engines.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    passages: { type: 'string', default: '1000' },
    queries: { type: 'string', default: '200' },
    only: { type: 'string' },
  },
});

interface Counts {
  readonly passages: number;
  readonly queries: number;
  /** Passages that contain a query, over all queries. */
  readonly wanted: number;
  readonly keepsake: number;
  readonly fts5: number;
  /** Without quotes. */
  readonly ranked: number;
  /** Queries without quotes whose first passage contains them. */
  readonly first: number;
}

/** Where passages are ranked, this many others may stand before the last of those that contain a query. */
const allowance = 10;

async function measure(data: string, language: Language): Promise<Counts> {
  const passages = readPassages(data, language, Number(values.passages));
  const questions = drawQuestions(passages, language, Number(values.queries));
  const keepsake = await openKeepsake();
  const fts5 = openFts5(passages);
  try {
    await keepsake.add([passages]);
    await keepsake.settle();
    const numbers = new Map(passages.map((text, at) => [text, at]));
    const numbersOf = async (text: string, limit: number) => {
      const hits = await keepsake.find({ text, limit, tokenBudget: 1_000_000 });
      return hits.map((one) => numbers.get(one) ?? -1);
    };
    let [wanted, quoted, peer, ranked, first] = [0, 0, 0, 0, 0];
    for (const { text, passages: holding } of questions) {
      const isHolding = (at: number) => holding.has(at);
      const most = holding.size + allowance;
      const hits = await numbersOf(text, most);
      wanted += holding.size;
      quoted += (await numbersOf(`"${text}"`, language.unspaced ? most : passages.length)).filter(
        isHolding,
      ).length;
      peer += fts5.search(text).intersection(holding).size;
      ranked += hits.filter(isHolding).length;
      if (isHolding(hits[0] ?? -1)) first++;
    }
    const share = (count: number, of: number) => Math.round((1_000 * count) / of) / 1_000;
    return {
      passages: passages.length,
      queries: questions.length,
      wanted,
      keepsake: share(quoted, wanted),
      fts5: share(peer, wanted),
      ranked: share(ranked, wanted),
      first: share(first, questions.length),
    };
  } finally {
    await keepsake.close();
    fts5.close();
  }
}

function goalOf(name: string, { keepsake }: Counts): Goal {
  const goal = ['zh', 'ja', 'ko'].includes(name) ? 0.99 : 0.95;
  return { name: `${name}: passages found`, value: keepsake, goal, met: keepsake >= goal };
}

if (values.data === undefined) throw new Error('--data names the folder of unpacked packages');
const only = values.only?.split(',');
const results: Record<string, Counts> = {};
for (const language of languages.filter(({ name }) => only?.includes(name) ?? true)) {
  const counts = await measure(values.data, language);
  results[language.name] = counts;
  console.log(language.name, JSON.stringify(counts));
}
endWithGoals(
  'languages',
  results,
  Object.entries(results).map(([name, counts]) => goalOf(name, counts)),
);
