/** How long calls took, and how often they were sent. */
import type { Measured } from './client.ts';

/** In milliseconds; `repeated` counts calls that were sent more than once. */
export function latencyOf(measured: readonly Measured[]) {
  const sorted = measured.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return {
    calls: measured.length,
    p50: at(0.5),
    p99: at(0.99),
    max: round(sorted.at(-1) ?? 0),
    repeated: measured.filter(({ tries }) => tries > 1).length,
    most_tries: measured.reduce((most, { tries }) => Math.max(most, tries), 0),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
