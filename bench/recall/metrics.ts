/** Measures of a ranking against the turns that hold the answer. All are shares from 0 to 1. */
import { tokensOf, type Conversation, type Question, type Turn } from './dataset.ts';

export const measures = [
  'R@5', 'R@10', 'R@20', 'nDCG@10', 'MRR', 'R@1k', 'R@2k', 'R@4k', 'S-R@5', 'S-Hit@1',
] as const; // prettier-ignore
export type Measure = (typeof measures)[number];
export type Scores = Readonly<Record<Measure, number>>;

export function scoreRanking(
  conversation: Conversation,
  { evidence }: Question,
  ranked: readonly string[],
): Scores {
  const turns = new Map(conversation.turns.map((turn) => [turn.id, turn]));
  const sessions = sessionsOf(ranked, turns);
  const wanted = sessionsOf([...evidence], turns);
  return {
    'R@5': recallAt(ranked, evidence, 5),
    'R@10': recallAt(ranked, evidence, 10),
    'R@20': recallAt(ranked, evidence, 20),
    'nDCG@10': gainAt(ranked, evidence, 10),
    MRR: reciprocalRank(ranked, evidence),
    'R@1k': recallWithin(ranked, turns, evidence, 1_000),
    'R@2k': recallWithin(ranked, turns, evidence, 2_000),
    'R@4k': recallWithin(ranked, turns, evidence, 4_000),
    'S-R@5': recallAt([...sessions], wanted, 5),
    'S-Hit@1': recallAt([...sessions], wanted, 1) > 0 ? 1 : 0,
  };
}

/** Sessions in the order in which their first turn is ranked. */
function sessionsOf(ids: readonly string[], turns: ReadonlyMap<string, Turn>): Set<string> {
  return new Set(ids.map((id) => turns.get(id)?.session ?? id));
}

function recallAt(ranked: readonly string[], wanted: ReadonlySet<string>, k: number): number {
  return ranked.slice(0, k).filter((id) => wanted.has(id)).length / wanted.size;
}

/** nDCG with binary relevance (Järvelin and Kekäläinen 2002). */
function gainAt(ranked: readonly string[], wanted: ReadonlySet<string>, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let at = 0; at < k; at++) {
    const discount = 1 / Math.log2(at + 2);
    if (wanted.has(ranked[at] ?? '')) gain += discount;
    if (at < wanted.size) ideal += discount;
  }
  return gain / ideal;
}

function reciprocalRank(ranked: readonly string[], wanted: ReadonlySet<string>): number {
  const at = ranked.findIndex((id) => wanted.has(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Share of the evidence in the longest beginning of the ranking that fits a budget of tokens. */
function recallWithin(
  ranked: readonly string[],
  turns: ReadonlyMap<string, Turn>,
  wanted: ReadonlySet<string>,
  budget: number,
): number {
  let left = budget;
  let found = 0;
  for (const id of ranked) {
    left -= tokensOf(turns.get(id) as Turn);
    if (left < 0) break;
    if (wanted.has(id)) found++;
  }
  return found / wanted.size;
}

/** The 95 % interval of the mean of differences, by resampling questions (seeded). */
export function bootstrapInterval(
  differences: readonly number[],
  rounds = 2_000,
): [low: number, high: number] {
  let state = 7;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let at = 0; at < differences.length; at++)
      sum += differences[Math.floor(random() * differences.length)] as number;
    return sum / differences.length;
  }).sort((one, other) => one - other);
  return [means[Math.floor(rounds * 0.025)] as number, means[Math.floor(rounds * 0.975)] as number];
}
