/**
 * A process that makes a lane of the passages and writes them: to the one project and to those they are spread over, as the
 * records and rows that indexing a document writes, and to PostgreSQL's own full-text search.
 */
import { once } from 'node:events';
import process from 'node:process';
import pg from 'pg';
import { createSearchEngine } from '../../server/search/index.ts';
import { passagesPerDocument } from '../search/corpus.ts';
import { openIndex, type IndexAccess } from './index-access.ts';
import { documentOperations } from './records.ts';
import { documentsPerProject, laneCorpus, laneProjects, type Layout } from './texts.ts';
import { addPassages } from './tsvector.ts';

export interface Filling {
  readonly access: IndexAccess;
  readonly layout: Layout;
  readonly lane: number;
  /** Id of the project that gets every passage. */
  readonly one: string;
  readonly spread: readonly string[];
  /** Database of PostgreSQL's own search. */
  readonly peer: string;
}

const documentsPerCommit = 100;

async function fill({ access, layout, lane, one, spread, peer }: Filling): Promise<void> {
  const { store, reader, writer } = await openIndex(access);
  const engine = createSearchEngine({ threads: 1 });
  const client = new pg.Client(peer);
  await client.connect();
  const corpus = laneCorpus(lane);
  const author = { type: 'owner', id: access.account } as const;

  async function write(number: number, documents: readonly (readonly string[])[]): Promise<void> {
    const rows = addPassages(client, number, documents.flat());
    const operations = documents.flatMap((texts) => documentOperations(engine, texts));
    const commit = { author, at: Date.now(), operations };
    const project = spread[number] as string;
    await Promise.all([
      store.commit({ account: access.account, project: one }, commit),
      store.commit({ account: access.account, project }, commit),
      rows,
    ]);
  }

  for (const number of laneProjects(layout, lane)) {
    const documents = Array.from({ length: documentsPerProject(layout) }, corpus.nextDocument);
    for (let at = 0; at < documents.length; at += documentsPerCommit)
      await write(number, documents.slice(at, at + documentsPerCommit));
    const project = spread[number] as string;
    await engine.merge(reader(project), writer(project), new AbortController().signal);
    const mayGoOn = once(process, 'message');
    process.send?.({ passages: documents.length * passagesPerDocument });
    await mayGoOn;
  }
  await Promise.all([engine.close(), store.close(), client.end()]);
}

process.once('disconnect', () => process.exit());
const [filling] = (await once(process, 'message')) as [Filling];
await fill(filling);
process.disconnect();
