/** Measures of ranked pages against those that hold the answer. All are shares from 0 to 1. */
import { bootstrapInterval } from '../recall/metrics.ts';

export const measures = ['R@1', 'R@5', 'R@10', 'nDCG@10', 'MRR'] as const;
export type Measure = (typeof measures)[number];
export type Scores = Readonly<Record<Measure, number>>;

/**
 * Recall counts a question as found when one of its pages is: each of them answers it. nDCG is of all its pages
 * (binary; Järvelin and Kekäläinen 2002).
 */
export function scorePages(ranked: readonly string[], answers: ReadonlySet<string>): Scores {
  const first = ranked.findIndex((page) => answers.has(page));
  const within = (k: number): number => (first >= 0 && first < k ? 1 : 0);
  let gain = 0;
  let ideal = 0;
  for (let at = 0; at < 10; at++) {
    const discount = 1 / Math.log2(at + 2);
    if (answers.has(ranked[at] ?? '')) gain += discount;
    if (at < answers.size) ideal += discount;
  }
  return {
    'R@1': within(1),
    'R@5': within(5),
    'R@10': within(10),
    'nDCG@10': gain / ideal,
    MRR: first < 0 ? 0 : 1 / (first + 1),
  };
}

export type Means = Record<Measure, number>;

/** In per cent, to a tenth. */
export function meansOf(scores: readonly Scores[]): Means {
  const mean = (name: Measure): number =>
    scores.reduce((sum, score) => sum + score[name], 0) / Math.max(1, scores.length);
  return Object.fromEntries(measures.map((name) => [name, Math.round(mean(name) * 1_000) / 10])) as Means;
}

/** How much better one is than another on the same questions, with the 95 % interval, in per cent. */
export function gainOver(own: readonly Scores[], other: readonly Scores[], measure: Measure): string {
  const differences = own.map((score, at) => score[measure] - (other[at] as Scores)[measure]);
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, differences.length);
  const [low, high] = bootstrapInterval(differences);
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${measure} ${percent(mean)} [${percent(low)}, ${percent(high)}]`;
}

export function formatRow(name: string, cells: readonly (string | number)[]): string {
  const shown = cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell).padStart(9));
  return `${name.padEnd(40)}${shown.join('')}`;
}
