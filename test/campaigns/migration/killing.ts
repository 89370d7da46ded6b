/** A migration that is killed at random moments and begun again, until it is done. */
import type { Printed } from './command.ts';
import type { Place, Places } from './places.ts';

/** What is counted over all directions. */
export interface Killing {
  kills: number;
  /** Kills after which a server would have opened a target that is not complete. */
  half: number;
  /** Killed migrations whose last run did not begin anew. */
  resumed: number;
  readonly wrong: string[];
}

export interface KilledMigration {
  readonly places: Places;
  readonly random: () => number;
  readonly report: (line: string) => void;
  readonly killing: Killing;
  readonly from: Place;
  readonly newTarget: () => Promise<Place>;
  readonly kills: number;
  /** How long an undisturbed one takes. */
  readonly windowMs: number;
  readonly rows: number;
}

/** Before this, nothing of a process runs. */
const startMs = 150;

export async function killedMigration({
  places,
  random,
  report,
  killing,
  from,
  newTarget,
  kills,
  windowMs,
  rows,
}: KilledMigration): Promise<{ target: Place; printed: Printed }> {
  let target = await newTarget();
  for (let done = 0, whole = 0; done < kills && whole <= kills;) {
    const ended = await places.migrate(from, target, startMs + random() * windowMs);
    if (!ended.killed) {
      if (ended.printed?.equal !== true)
        killing.wrong.push(`a run failed: ${ended.printed?.error?.message ?? ended.errors}`);
      whole++;
      target = await newTarget();
      continue;
    }
    done++;
    killing.kills++;
    if ((await target.state()) === 'serves') {
      // After its last step: then nothing may be missing.
      if (!(await places.isWhole(from, target))) killing.half++;
      target = await newTarget();
    }
    if (done % 10 === 0) report(`${done} of ${kills} kills from ${from.name}`);
  }
  const last = await places.migrate(from, target);
  if (last.printed?.equal !== true)
    throw new Error(
      `a migration that was killed failed: ${last.errors}${JSON.stringify(last.printed?.error)}`,
    );
  const copied = last.printed.stages.find(({ stage }) => stage === 'records')?.done ?? 0;
  if (copied < rows) killing.resumed++;
  report(`the last run from ${from.name} copied ${copied} of ${rows} rows`);
  return { target, printed: last.printed };
}
