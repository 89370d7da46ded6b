/** Migrates a large store into PostgreSQL and back, once undisturbed and once killed at random moments, and compares. */
import { createRandom } from '../../../server/search/fixtures.suite.ts';
import type { PostgresServer } from '../../harness/postgres.ts';
import type { TestServer } from '../../server/running.ts';
import type { Printed } from './command.ts';
import { fillStore, type FilledStore } from './filling.ts';
import { killedMigration, type Killing } from './killing.ts';
import { createPlaces, type Place, type Places } from './places.ts';

export interface CampaignOptions {
  readonly postgres: PostgresServer;
  readonly passages: number;
  /** In both directions together. */
  readonly kills: number;
  readonly seed: number;
  readonly report: (line: string) => void;
}

export interface Direction {
  /** Undisturbed, from the start of the process to its end. */
  readonly seconds: number;
  readonly stages: Printed['stages'];
}

export interface CampaignResult extends Killing {
  readonly toDatabase: Direction;
  readonly toFolder: Direction;
  /** The most that any run took that came to its end. */
  readonly peakBytes: number;
}

export async function runMigrations(options: CampaignOptions): Promise<CampaignResult> {
  const { passages, seed, report, kills, postgres } = options;
  await using places = await createPlaces(postgres);
  const random = createRandom(seed);
  const source = await places.folder();
  const server = await source.serve();
  const filled = await fillStore(server, passages, random, report);
  const before = await shownBy(server, filled);
  await server.server.close();

  const killing: Killing = { kills: 0, half: 0, resumed: 0, wrong: [] };
  const run = { places, random, report, killing };
  const there = await bothWays(run, source, () => places.database(), Math.ceil(kills / 2));
  const back = await bothWays(run, there.target, () => places.folder(), Math.floor(kills / 2));
  for (const place of [there.target, back.target]) {
    const other = await place.serve();
    if ((await shownBy(other, filled)) !== before)
      killing.wrong.push(`search on ${place.name} ranks otherwise`);
    await other.server.close();
  }
  if (there.digests !== back.digests) killing.wrong.push('the hashes of both ways differ');
  const peakBytes = Math.max(there.peakBytes, back.peakBytes);
  return { ...killing, toDatabase: there.direction, toFolder: back.direction, peakBytes };
}

interface Run {
  readonly places: Places;
  readonly random: () => number;
  readonly report: (line: string) => void;
  readonly killing: Killing;
}

/** One direction: undisturbed into one target, then with kills into another one, which is answered. */
async function bothWays(
  { places, random, report, killing }: Run,
  from: Place,
  newTarget: () => Promise<Place>,
  kills: number,
) {
  const whole = await places.migrate(from, await newTarget());
  if (whole.printed?.equal !== true)
    throw new Error(`a migration failed: ${whole.errors}${JSON.stringify(whole.printed)}`);
  const { stages, scopes, peak_memory_bytes: peak } = whole.printed;
  report(`from ${from.name}: ${whole.seconds.toFixed(1)} s, ${Math.round(peak / 1_048_576)} MB`);
  const rows = stages.find(({ stage }) => stage === 'records')?.done ?? 0;
  const windowMs = whole.seconds * 1_000;
  const killed = { places, random, report, killing, from, newTarget, kills, windowMs, rows };
  const { target, printed } = await killedMigration(killed);
  const digests = [scopes, printed.scopes].map((all) =>
    JSON.stringify(all.map(({ scope, target: { digest } }) => `${scope} ${digest}`).toSorted()),
  );
  if (digests[0] !== digests[1]) killing.wrong.push(`a killed migration from ${from.name} differs`);
  const direction: Direction = { seconds: whole.seconds, stages };
  return { target, direction, digests: digests[1], peakBytes: Math.max(peak, printed.peak_memory_bytes) };
}

/** What searches show, to the last digit. */
async function shownBy({ owner }: TestServer, { projects, queries }: FilledStore): Promise<string> {
  const shown: unknown[] = [];
  for (const query of queries)
    shown.push((await owner.search({ query, project_ids: [...projects], limit: 20 })).results);
  return JSON.stringify(shown);
}
