/** How likely it is that a passage has what was asked for: what allows a search to answer with nothing. */
import { featureNames, type FeatureName, type Features } from './features.ts';

/** Features that tell how much of the question a passage and its surroundings hold, whatever else there is. */
export const relevanceFeatures = [
  'contextCoverage',
  'coverage',
  'aloneWords',
  'rarest',
  'speaker',
] as const satisfies readonly FeatureName[];

/** Logistic regression; how it was fitted and what it is worth: docs/search.md. */
const intercept = -5.85;
const weights: Readonly<Record<(typeof relevanceFeatures)[number], number>> = {
  contextCoverage: 1.31,
  coverage: 1.49,
  aloneWords: 0.64,
  rarest: 0.53,
  speaker: 1.92,
};

const places = relevanceFeatures.map((name) => ({ at: featureNames.indexOf(name), weight: weights[name] }));

/** From 0 to 1. */
export function relevanceOf(features: Features): number {
  let sum = intercept;
  for (const { at, weight } of places) sum += weight * (features[at] as number);
  return 1 / (1 + Math.exp(-sum));
}
