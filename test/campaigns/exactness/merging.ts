/** A process that writes and merges until it is killed; it tells of each round that was acknowledged. */
import process from 'node:process';
import { openProject } from './project.ts';
import { writeRound } from './rounds.ts';

const [, , folder = '', seed = '1'] = process.argv;
const project = await openProject(folder);
const done = await project.rounds();
for (let round = 0; ; round++) {
  writeRound(project, Number(seed), round);
  if (round < done) {
    project.forget();
    continue;
  }
  await project.commit(round);
  process.send?.(round);
  if (round % 2 === 1) await project.merge();
}
