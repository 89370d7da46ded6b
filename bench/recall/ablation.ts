/** What each group of features adds: recall without it, each fold fitted anew on the other conversations. `--data FILE`. */
import { parseArgs } from 'node:util';
import type { FeatureName } from '../../server/search/ranking/features.ts';
import { loadConversations } from './dataset.ts';
import { answerable, collectExamples, leftOut } from './fit.ts';
import { measures, type Scores } from './metrics.ts';

const groups: Readonly<Record<string, readonly FeatureName[]>> = {
  'everything on': [],
  'words of neighbours': ['context', 'contextCoverage', 'sameAuthor'],
  session: ['session'],
  'answers and neighbours’ scores': ['answers', 'beforeWords', 'afterWords'],
  'words that begin alike': ['alike'],
  'proximity and pairs': ['proximity', 'bigrams'],
  coverage: ['coverage', 'rarest', 'aloneWords'],
  'who speaks': ['speaker', 'firstSpeaker', 'otherSpeaker'],
  'what kind of answer': ['when', 'howMany', 'howLong', 'where', 'who', 'why', 'several'],
  dates: ['date', 'dateMentioned'],
  'manner of speaking': ['firstPerson', 'temporal', 'asks', 'greeting', 'courtesy', 'opening', 'length'],
};

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('say where the conversations are: --data FILE');
const examples = answerable(await collectExamples(loadConversations(values.data)));

function mean(scores: readonly Scores[], measure: keyof Scores): string {
  const sum = scores.reduce((total, score) => total + score[measure], 0);
  return ((100 * sum) / scores.length).toFixed(1);
}

console.log(`| without | ${measures.join(' | ')} | R@10 by category 1, 2, 3, 4 |`);
console.log(`|---|${measures.map(() => '---|').join('')}---|`);
for (const [name, without] of Object.entries(groups)) {
  const scores = leftOut(examples, without);
  const order = [...Map.groupBy(examples, ({ conversation }) => conversation).values()].flat();
  const by = [1, 2, 3, 4].map((category) =>
    mean(
      scores.filter((_, at) => order[at]?.question.category === category),
      'R@10',
    ),
  );
  console.log(
    `| ${name} | ${measures.map((measure) => mean(scores, measure)).join(' | ')} | ${by.join(', ')} |`,
  );
}
