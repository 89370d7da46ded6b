/** A process that merges a project's index while others write to it, and once more when it is told that they are done. */
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { createSearchEngine } from '../../server/search/index.ts';
import { openIndex, type IndexAccess } from './index-access.ts';

export interface MergerTask {
  readonly access: IndexAccess;
  readonly project: string;
}

process.once('disconnect', () => process.exit());
const [{ access, project }] = (await once(process, 'message')) as [MergerTask];
const { store, reader, writer } = await openIndex(access);
const engine = createSearchEngine({ threads: 1 });
let isFilling = true;
const done = once(process, 'message').then(() => (isFilling = false));

async function merge(): Promise<void> {
  process.send?.('begins');
  await engine.merge(reader(project), writer(project), new AbortController().signal);
  process.send?.('merged');
}

while (isFilling) {
  await merge();
  await Promise.race([done, wait(500)]);
}
await merge();
await engine.close();
await store.close();
process.disconnect();
