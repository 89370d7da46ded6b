/** What the sample of `keepsake demo` consists of. All of it is made up. */
import { house } from './house.ts';
import { meadow } from './meadow.ts';
import { novel } from './novel.ts';
import { team } from './team.ts';
import { trip } from './trip.ts';
import type { SampleProject } from './shape.ts';

export const sample: readonly SampleProject[] = [house, meadow, team, novel, trip];
