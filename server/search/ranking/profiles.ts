/** How much each feature counts, per kind of record. */
import { featureNames, type FeatureName, type Features } from './features.ts';

export interface Profile {
  readonly weights: Partial<Record<FeatureName, number>>;
  /** Best passages of the first stage that are ranked anew. */
  readonly candidates: number;
  /** Neighbours on each side that are candidates, too. */
  readonly neighbours: number;
  /** Neighbours on each side whose words count for a candidate. */
  readonly reach: number;
  /** Whether a candidate's whole group is looked at. */
  readonly groups: boolean;
}

/** The weights in the order of the features. */
function vectorOf(weights: Profile['weights']): Float64Array {
  let vector = vectors.get(weights);
  if (vector === undefined) {
    vector = Float64Array.from(featureNames, (name) => weights[name] ?? 0);
    vectors.set(weights, vector);
  }
  return vector;
}

const vectors = new WeakMap<Profile['weights'], Float64Array>();

export function scoreOf(features: Features, { weights }: Profile): number {
  const vector = vectorOf(weights);
  let score = 0;
  for (let at = 0; at < vector.length; at++) score += (vector[at] as number) * (features[at] as number);
  return score;
}

/** Each feature's share of the score, without those that add nothing. */
export function sharesOf(features: Features, { weights }: Profile): Record<string, number> {
  const vector = vectorOf(weights);
  const shares: Record<string, number> = {};
  for (const [at, name] of featureNames.entries()) {
    const share = (vector[at] as number) * (features[at] as number);
    if (share !== 0) shares[name] = Math.round(share * 1_000) / 1_000;
  }
  return shares;
}

/** People who talk to each other; fitted as docs/search.md says. */
export const talk: Profile = {
  candidates: 300,
  neighbours: 3,
  reach: 3,
  groups: true,
  weights: {
    words: 0.47, context: 4.68, session: 1.28, answers: 2.91, beforeWords: -1.32, afterWords: -0.26, bigrams: -0.28, proximity: 1.16, alike: 2.62, coverage: 0.67, contextCoverage: 1.25, rarest: -0.05, sameAuthor: 0.30, speaker: 2.48, firstSpeaker: 0.75, otherSpeaker: -0.65, when: 1.57, howMany: 0.99, howLong: 2.09, where: 2.60, who: 0.69, why: 0.32, several: 0.09, firstPerson: 0.34, temporal: 0.23, asks: -0.50, greeting: -0.02, courtesy: -0.14, opening: 0.47, length: 0.06, date: 5.03, dateMentioned: 1.44, aloneWords: -0.37,
  }, // prettier-ignore
};

/** Passages of documents, and memories; fitted as docs/search.md says, but for dates. */
export const documents: Profile = {
  candidates: 64,
  neighbours: 0,
  reach: 2,
  groups: false,
  weights: {
    around: 2.21, fields: 1.27, fieldCoverage: 1.56, beforeWords: 0.3, afterWords: 0.41, proximity: 1.85, alike: 1.44, named: 1.67, length: 0.25, date: 0.5,
  }, // prettier-ignore
};
