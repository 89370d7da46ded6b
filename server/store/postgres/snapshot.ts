/** Everything as of one moment, as the lines in which every driver copies it. */
import { copiedColumns, createPieces, type CopiedName, type Pieces } from '../copied-lines.ts';
import type { CopyPlace, LeftOut, Snapshot } from '../copying.ts';
import { copyListSql, type CopyTable } from './copy-sql.ts';
import { countOf, openedRows, type Copying, type Row } from './copied-rows.ts';
import { jobPlace } from './places.ts';
import type { KnownScope, Scopes } from './scopes.ts';
import { recordOf, type RecordRow } from './values.ts';
import type { Places, Walled } from './walled.ts';

interface ScopeRow {
  scope: string;
  account: string;
  wrapped_key: Buffer;
  made: number;
  seq: number;
}

/** Reads within one transaction, which is held until the snapshot is closed. */
export async function openSnapshot(database: Walled, scopes: Scopes, leftOut: LeftOut): Promise<Snapshot> {
  const pinned = await database.pinned();
  const scopesOf = pinned.within({ across: 'scopes' }).query<ScopeRow>(copyListSql.scopes);
  const rows = await scopesOf.catch(async (error: unknown) => {
    await pinned.close();
    throw error;
  });
  const known = new Map(
    rows.map((row) => [row.scope, scopes.known(row.scope, row.account, row.wrapped_key)]),
  );
  const projects = rows.filter(({ scope, account }) => scope !== account);
  const accounts = rows.filter(({ scope, account }) => scope === account);
  const within = accounts.map(({ scope }) => known.get(scope) as KnownScope);
  const copying: Copying = { pinned, leftOut, options: { withPassing: leftOut.withPassing === true } };
  const partsOf = (name: string): Part[] => {
    if (name === 'catalogue') return catalogueParts(copying, { accounts, projects, within, known });
    const project = known.get(name);
    return project === undefined ? [] : recordParts(copying, [...recordTables, 'heads'], [project]);
  };
  return {
    scopes: [{ name: 'catalogue' }, ...projects.map(({ scope, account }) => ({ name: scope, account }))],
    read: (name, from) => readParts(partsOf(name), from),
    async measure(name) {
      const counted: Partial<Record<CopiedName, number>> = {};
      for (const part of partsOf(name)) {
        const count = await part.count();
        if (count > 0) counted[part.table] = count;
      }
      const measured = rows.filter(({ scope, account }) =>
        name === 'catalogue' ? scope === account : scope === name,
      );
      return { rows: counted, seq: measured.reduce((sum, { seq }) => sum + seq, 0) };
    },
    async payloads(kind, notInState) {
      const found = await Promise.all(
        within.map(async (scope) => {
          const records = await pinned
            .within(scope)
            .query<RecordRow>(copyListSql.payloads, [scope.scope, kind, notInState]);
          return records.map((row) => recordOf(scope, row).payload);
        }),
      );
      return found.flat();
    },
    close: () => pinned.close(),
  };
}

const recordTables = ['scopes', 'records', 'revisions', 'commits', 'repeats', 'rows'] as const;

interface Catalogue {
  readonly accounts: readonly ScopeRow[];
  readonly projects: readonly ScopeRow[];
  readonly within: readonly KnownScope[];
  readonly known: ReadonlyMap<string, KnownScope>;
}

/** One table of a copy. */
interface Part {
  readonly table: CopiedName;
  count(): Promise<number>;
  /** Rows behind the first so many. */
  rows(skip: number): AsyncIterable<Row>;
}

function catalogueParts(copying: Copying, { accounts, projects, within, known }: Catalogue): Part[] {
  const { pinned, options } = copying;
  const made = accounts.toSorted((a, b) => a.made - b.made);
  return [
    listPart('accounts', async () => made.map(({ account, made: at }) => ({ account, made: at }))),
    listPart('projects', async () => projects.map(({ scope, account }) => ({ project: scope, account }))),
    ...recordParts(copying, recordTables, within),
    // Relays are applied in the transaction that makes them.
    listPart('outbox', async () => []),
    listPart('jobs', () => openedJobs(pinned, known)),
    ...(options.withPassing ? [listPart('marks', () => pinned.outside.query<Row>(copyListSql.marks))] : []),
  ];
}

async function openedJobs(pinned: Places, known: Catalogue['known']): Promise<Row[]> {
  const jobs = await pinned
    .within({ across: 'jobs' })
    .query<Row & { id: string; account: string; payload: Buffer }>(copyListSql.jobs);
  return jobs.flatMap((job) => {
    const seal = known.get(job.account)?.seal;
    if (seal === undefined) return [];
    return [{ ...job, payload: seal.open(job.payload, jobPlace(job.account, job.id)).toString() }];
  });
}

function listPart(table: CopiedName, list: () => Promise<readonly Row[]>): Part {
  return {
    table,
    count: async () => (await list()).length,
    async *rows(skip) {
      yield* (await list()).slice(skip);
    },
  };
}

function recordParts(copying: Copying, tables: readonly CopyTable[], within: readonly KnownScope[]): Part[] {
  return tables.map((table) => ({
    table,
    async count() {
      let all = 0;
      for (const scope of within) all += await countOf(copying, table, scope);
      return all;
    },
    async *rows(skip) {
      let left = skip;
      for (const scope of within) {
        const count = left === 0 ? 0 : await countOf(copying, table, scope);
        const skipped = Math.min(left, count);
        left -= skipped;
        if (left > 0) continue;
        for await (const row of openedRows(copying, table, scope, skipped))
          yield { scope: scope.scope, ...row };
      }
    },
  }));
}

async function* readParts(parts: readonly Part[], from: CopyPlace | undefined): AsyncGenerator<Buffer> {
  const pieces = createPieces();
  const first = from === undefined ? 0 : parts.findIndex(({ table }) => table === from.table);
  for (const part of parts.slice(first)) {
    const { table } = part;
    pieces.head(table, copiedColumns[table]);
    for await (const row of part.rows(from?.table === table ? from.rows : 0)) {
      writeRow(pieces, table, row);
      if (pieces.isFull()) yield pieces.take();
    }
  }
  yield pieces.take();
}

function writeRow(pieces: Pieces, table: keyof typeof copiedColumns, row: Row): void {
  pieces.row(copiedColumns[table].map((column) => row[column] ?? null));
}
