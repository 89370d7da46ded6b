/**
 * What three servers that share a database still accept once one of them has acknowledged an end: keys, tokens, members
 * and accounts that are ended under load (`--revocations N`, 100, with `--requests N`, 100, begun after each), and a key
 * whose secret is replaced under load (`--rotations N`, 100, at `--rate N`, 50 requests a second). 0 leaves a part out.
 */
import { parseArgs } from 'node:util';
import { endWithGoals, type Goal } from './result.ts';
import { revoke, type Revoked } from './revocation/revoking.ts';
import { rotate } from './revocation/rotating.ts';
import { openStage } from './revocation/stage.ts';

const { values } = parseArgs({
  options: {
    revocations: { type: 'string', default: '100' },
    requests: { type: 'string', default: '100' },
    rotations: { type: 'string', default: '100' },
    rate: { type: 'string', default: '50' },
  },
});
const [revocations, requests, rotations, rate] = [
  values.revocations,
  values.requests,
  values.rotations,
  values.rate,
].map(Number) as [number, number, number, number];

const results: Record<string, unknown> = {};
const goals: Goal[] = [];
const nothing = (name: string, value: number): void =>
  void goals.push({ name, value, goal: 0, met: value === 0 });

/** In milliseconds, within which streams end. */
const streamGoal = 1_000;

await using stage = await openStage();
results['balancer'] = stage.balancer.name;

if (revocations > 0) {
  const all: Revoked[] = [];
  for (let number = 0; number < revocations; number++) all.push(await revoke(stage, number, requests));
  const sum = (of: (one: Revoked) => number): number => all.reduce((total, one) => total + of(one), 0);
  const streamMs = all.flatMap((one) => one.streamMs).toSorted((a, b) => a - b);
  const [p50 = 0, p99 = 0, slowest = 0] = [0.5, 0.99, 1].map(
    (share) => streamMs[Math.floor((streamMs.length - 1) * share)],
  );
  const begun = sum((one) => one.begun);
  const kinds = Map.groupBy(all, ({ kind }) => kind);
  results['revocations'] = {
    ...Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length])),
    begun,
    streams: streamMs.length,
    streamMs: { p50, p99, slowest },
    slowestOf: Object.fromEntries(
      [...kinds].map(([kind, of]) => [kind, Math.max(...of.flatMap((one) => one.streamMs))]),
    ),
    other: all.flatMap(({ other }) => other).slice(0, 3),
  };
  const wanted = revocations * requests;
  goals.push({
    name: 'requests begun after the acknowledgement',
    value: begun,
    goal: wanted,
    met: begun >= wanted,
  });
  nothing(
    'of them accepted',
    sum(({ accepted }) => accepted),
  );
  nothing(
    'requests answered otherwise than well or as ended',
    sum(({ other }) => other.length),
  );
  goals.push({
    name: 'ms until the slowest stream ended',
    value: slowest,
    goal: streamGoal,
    met: slowest <= streamGoal,
  });
}

if (rotations > 0) {
  const { failed, ...rotated } = await rotate(stage, rotations, rate);
  results['rotations'] = { ...rotated, failures: failed.slice(0, 3) };
  nothing('requests failed while secrets were replaced', failed.length);
}

endWithGoals('revocation', results, goals);
