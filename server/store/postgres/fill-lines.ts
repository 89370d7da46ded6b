/** Lines of a copy as statements that write them, under keys of scopes that are made with these. */
import { KeepsakeError } from '../../../contract/index.ts';
import {
  copiedColumns,
  headIn,
  linesIn,
  placeAfter,
  type CopiedName,
  type CopiedValue,
} from '../copied-lines.ts';
import type { CopyPlace } from '../copying.ts';
import type { Value } from './database.ts';
import { filledRow, plainValues, sealedJob, textOf, type FilledRow } from './filled-rows.ts';
import type { KnownScope } from './scopes.ts';
import { sendMany } from './sending.ts';
import { fillSql, writeSql, type RowsSql } from './sql.ts';
import type { Place } from './wall.ts';
import type { Places } from './walled.ts';

/** Behind which line of a scope. */
export interface FilledTo {
  readonly place: CopyPlace | undefined;
  /** Of the rows that come next; those of a new copy when left out. */
  readonly columns?: readonly string[] | undefined;
}

/** What a piece of lines comes to. */
export interface Filled {
  readonly to: FilledTo;
  /** Sends every statement at once; they run in order. */
  send(places: Places): Promise<void>;
}

export interface FillingKeys {
  /** Makes the key of a new scope. @returns it wrapped */
  create(account: string, scope: string): Buffer;
  /** A scope that was made. */
  of(scope: string): Promise<KnownScope>;
}

/** What is to be sent: single statements first, which make the scopes of the others. */
interface Work {
  readonly single: (readonly [place: Place, sql: string, values: readonly Value[]])[];
  /** By place and statement. */
  readonly many: Map<string, ManyRows>;
}

interface ManyRows {
  readonly place: Place;
  readonly sql: RowsSql;
  readonly rows: (readonly Value[])[];
}

/** Reads a piece, from a place on, without writing. @throws when a line is none of a copy */
export async function planLines(piece: Uint8Array, from: FilledTo, keys: FillingKeys): Promise<Filled> {
  const work: Work = { single: [], many: new Map() };
  let { place, columns } = from;
  for (const line of linesIn(piece)) {
    place = placeAfter(place, line);
    const head = headIn(line);
    if (head !== undefined) ({ columns } = head);
    else if (place !== undefined)
      await addRow(place.table, rowIn(line, columns ?? copiedColumns[place.table]), keys, work);
  }
  return {
    to: { place, columns },
    async send(places) {
      const sent: Promise<unknown>[] = [];
      const sending = (place: Place) => {
        const statements = places.within(place);
        return (sql: string, values: readonly Value[]) => void sent.push(statements.run(sql, values));
      };
      for (const [place, sql, values] of work.single) sending(place)(sql, values);
      for (const { place, sql, rows } of work.many.values()) sendMany(sending(place), sql, rows);
      await Promise.all(sent);
    },
  };
}

/** Columns that an older copy does not have are empty. */
function rowIn(line: string, columns: readonly string[]): FilledRow {
  const values = JSON.parse(line) as readonly CopiedValue[];
  return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]));
}

const rowsSql = {
  records: writeSql.putRecords,
  revisions: writeSql.putRevisions,
  commits: writeSql.putCommits,
  repeats: writeSql.putRepeats,
  rows: writeSql.putRows,
  heads: writeSql.putHeads,
} as const;

async function addRow(table: CopiedName, row: FilledRow, keys: FillingKeys, work: Work): Promise<void> {
  const add = ({ account = '', scope = '' }: Place, sql: RowsSql, values: readonly Value[]) => {
    const name = `${account} ${scope} ${sql(1)}`;
    const known = work.many.get(name);
    if (known === undefined) work.many.set(name, { place: { account, scope }, sql, rows: [values] });
    else known.rows.push(values);
  };
  switch (table) {
    case 'accounts':
    case 'projects': {
      const account = textOf(row, 'account');
      const scope = table === 'accounts' ? account : textOf(row, 'project');
      const made = table === 'accounts' ? Number(row['made']) : 0;
      const values = [scope, account, keys.create(account, scope), 0, made];
      return void work.single.push([{ account }, writeSql.createScope, values]);
    }
    case 'scopes': {
      const { account } = await keys.of(textOf(row, 'scope'));
      return void work.single.push([{ account }, writeSql.advance, plainValues(row, 'scope', 'seq')]);
    }
    case 'jobs': {
      const within = await keys.of(textOf(row, 'account'));
      return add({ account: within.account }, writeSql.putJobs, sealedJob(within, row));
    }
    case 'marks':
      return add({}, fillSql.putMarks, plainValues(row, ...copiedColumns.marks));
    case 'outbox':
      throw halfWay();
    default: {
      const within = await keys.of(textOf(row, 'scope'));
      add(within, rowsSql[table], filledRow(within, table, row));
      if (table === 'records' && typeof row['locator'] === 'string')
        add(
          { account: within.account },
          writeSql.putLocators,
          plainValues(row, 'locator', 'scope', 'kind', 'id'),
        );
    }
  }
}

/** Cannot be seen in a copy of a server that runs: what is noted is applied before anything else is written. */
function halfWay(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The backup holds work that was half done when it was made. Restore it into a data folder, start it there once, and back that up.',
  );
}
