/**
 * Two computers and a remote server as real processes, each in a network of its own where that can be made, with faults between
 * and kills: partitions and healing. `--partitions N` (1,000), `--lanes N` (2) such groups at once, `--seed N`, `--kill-every N`
 * (10), `--minutes N` to end earlier than that, `--store postgres` for a remote side of two servers on one database, `--loopback` for one network; `--catch-up` for a
 * laptop that was away for `--changes N` (10,000) and `--megabytes N` (200) of files instead. Ends with one line of JSON.
 */
import { parseArgs } from 'node:util';
import { networkObstacle } from './cluster/network.ts';
import { endWithGoals } from './result.ts';
import { catchUp } from './sync-real/catching-up.ts';
import { runLanes } from './sync-real/lanes.ts';
import { startWorld } from './sync-real/world.ts';

const { values } = parseArgs({
  options: {
    partitions: { type: 'string', default: '1000' },
    lanes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    'kill-every': { type: 'string', default: '10' },
    minutes: { type: 'string', default: '10000' },
    store: { type: 'string', default: 'sqlite' },
    loopback: { type: 'boolean', default: false },
    'catch-up': { type: 'boolean', default: false },
    changes: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '200' },
  },
});

const store = values.store === 'postgres' ? 'postgres' : 'sqlite';
const obstacle = values.loopback ? 'asked for' : networkObstacle();
if (obstacle !== undefined) console.error(`All use the loopback of one network: ${obstacle}.`);
const where = { store, apart: obstacle === undefined } as const;
if (values['catch-up']) {
  await using world = await startWorld(where);
  const amount = { changes: Number(values.changes), megabytes: Number(values.megabytes) };
  const { results, goals } = await catchUp(world, amount);
  endWithGoals('sync-catch-up', { store, ...results }, goals);
} else {
  const { results, goals } = await runLanes(where, {
    partitions: Number(values.partitions),
    lanes: Number(values.lanes),
    seed: Number(values.seed),
    killEvery: Number(values['kill-every']),
    minutes: Number(values.minutes),
  });
  endWithGoals('sync-real', { ...where, ...results }, goals);
}
