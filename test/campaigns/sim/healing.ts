/** The end of a history: the network heals, and everybody works until nothing is left to do. */
import { createRandom } from '../../../server/search/fixtures.suite.ts';
import { letFall, lookOnce } from './attachments.ts';
import type { World } from './parts.ts';
import { carryOut, restart, tell, travel } from './world.ts';

/** No more faults: everybody works until nothing is left to do. @returns false when it does not come to an end */
export function heal(world: World): boolean {
  const random = createRandom(7);
  world.network = [];
  world.isFull = false;
  for (const host of world.hosts) {
    host.isAway = false;
    restart(world, host);
    tell(world, host, { type: 'retry' });
  }
  for (let quiet = 0, rounds = 0; quiet < 2; rounds++) {
    if (rounds > 60) return false;
    const before = world.words;
    for (const host of world.hosts) {
      tell(world, host, { type: 'stirred' });
      for (let n = 0; n < 3_000 && host.effects.length + world.network.length > 0; n++) {
        carryOut(world, host, random);
        travel(world, 'deliver', random);
      }
      lookOnce(world, host);
    }
    const isIdle = world.hosts.every(
      ({ device, effects }) => device.waitsFor === 'nothing' && effects.length === 0,
    );
    letFall(world);
    // A round in which everybody only asked once what is new.
    quiet = isIdle && world.words - before <= world.hosts.length ? quiet + 1 : 0;
  }
  return true;
}
