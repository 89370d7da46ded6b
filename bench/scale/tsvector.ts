/** PostgreSQL's own full-text search over the same passages: tsvector with the English dictionary, GIN, ts_rank. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import pg from 'pg';
import { cpuOf, parentOf, type Sample } from './usage.ts';

export async function createPassages(database: string): Promise<void> {
  await withClient(database, (client) =>
    client.query('CREATE TABLE passages (project int NOT NULL, text text NOT NULL, words tsvector NOT NULL)'),
  );
}

export async function addPassages(
  client: pg.Client,
  project: number,
  texts: readonly string[],
): Promise<void> {
  await client.query(
    `INSERT INTO passages SELECT $1, text, to_tsvector('english', text) FROM unnest($2::text[]) AS text`,
    [project, texts],
  );
}

/** After filling, as whoever cares for speed does it. */
export async function indexPassages(database: string): Promise<void> {
  await withClient(database, async (client) => {
    await client.query(`SET maintenance_work_mem = '512MB'`);
    await client.query('CREATE INDEX ON passages USING gin (words)');
    await client.query('CREATE INDEX ON passages (project)');
    await client.query('VACUUM (ANALYZE) passages');
  });
}

/** What a database does by itself within some minutes of so many writes. */
export async function analyse(database: string): Promise<void> {
  await withClient(database, (client) => client.query('VACUUM (ANALYZE)'));
}

/** @param project a number, to search in it alone */
export interface TsvectorQuery {
  readonly text: string;
  readonly project?: number;
}

/**
 * The best ten of all passages that hold any word of each question, as Keepsake and FTS5 are asked. The processor time is
 * that of the connection's backend, which does the whole work alone, and of this process.
 */
export function askTsvector(database: string, queries: readonly TsvectorQuery[]): Promise<Sample[]> {
  return withClient(database, async (client) => {
    await client.query('SET max_parallel_workers_per_gather = 0');
    const backend = Number((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid);
    const samples: Sample[] = [];
    for (const { text, project } of queries) {
      const any = text.split(' ').join(' | ');
      const [begin, own, before] = [performance.now(), process.cpuUsage(), cpuOf(backend)];
      const { rows } = await client.query(
        `SELECT text FROM passages, to_tsquery('english', $1) AS query
         WHERE words @@ query${project === undefined ? '' : ' AND project = $2'}
         ORDER BY ts_rank(words, query) DESC LIMIT 10`,
        [any, ...(project === undefined ? [] : [project])],
      );
      const spent = process.cpuUsage(own);
      samples.push({
        wall: performance.now() - begin,
        found: rows.length,
        cpu: (spent.user + spent.system) / 1_000,
        database: cpuOf(backend) - before,
      });
    }
    return samples;
  });
}

/** Process id of the database server itself, which is what its backends were started by. */
export function serverPid(database: string): Promise<number> {
  return withClient(database, async (client) => {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    return parentOf(Number(rows[0].pid));
  });
}

async function withClient<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
