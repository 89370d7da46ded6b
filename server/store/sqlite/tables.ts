/** The tables that a copy of a file holds, and the rows of each as lines of JSON. */
import {
  copiedColumns,
  createPieces,
  headIn,
  type CopiedName,
  type CopiedValue,
  type Head,
} from '../copied-lines.ts';
import type { CopyPlace, LeftOut, ScopeMeasure } from '../copying.ts';
import type { Connection } from './connection.ts';

interface CopiedTable {
  readonly table: CopiedName;
  readonly columns: readonly string[];
  readonly order: string;
  /** A condition on the rows; `?` stands for the JSON list that `leftOut` names. */
  readonly where?: string;
  readonly leftOut?: 'spaces' | 'kinds';
  /** Which of its rows a copy takes that does without what passes within a day; none of them where false. */
  readonly lasting?: string | false;
}

function copied(table: CopiedName, order: string, more: Partial<CopiedTable> = {}): CopiedTable {
  return { table, columns: copiedColumns[table], order, ...more };
}

const notKinds = { where: 'kind NOT IN (SELECT value FROM json_each(?))', leftOut: 'kinds' } as const;

const recordTables: readonly CopiedTable[] = [
  copied('scopes', 'scope'),
  copied('records', 'scope, kind, id', notKinds),
  copied('revisions', 'scope, kind, id, version, revision', notKinds),
  copied('commits', 'scope, seq'),
  // Others are for clients that ask again within a day, and hold hashes of what they sent.
  copied('repeats', 'scope, principal, key', { lasting: `principal = 'relay'` }),
  copied('rows', 'scope, space, key', {
    where: 'space NOT IN (SELECT value FROM json_each(?))',
    leftOut: 'spaces',
  }),
];

/** Tables of a project's file. */
export const projectTables: readonly CopiedTable[] = [
  ...recordTables,
  copied('heads', 'scope, branch, kind, id'),
];

/** Tables of the catalogue, whose projects come first: their files have to be there for the rest. */
export const catalogueTables: readonly CopiedTable[] = [
  copied('accounts', 'made'),
  copied('projects', 'project'),
  ...recordTables,
  copied('outbox', 'account, id'),
  copied('jobs', 'id'),
  copied('marks', 'account, name, start', { lasting: false }),
];

/** The lines of a file, from a place on where one is given, in pieces of some 256 KB that end with a line. */
export function* linesOf(
  connection: Connection,
  tables: readonly CopiedTable[],
  leftOut: LeftOut,
  from?: CopyPlace,
): Generator<Buffer> {
  const pieces = createPieces();
  const first = from === undefined ? 0 : tables.findIndex(({ table }) => table === from.table);
  for (const copy of tables.slice(first).filter((one) => isCopied(one, leftOut))) {
    const { table, columns, order } = copy;
    const { condition, parameters } = selectionOf(copy, leftOut);
    pieces.head(table, columns);
    const sql = `SELECT ${columns.join(', ')} FROM ${table}${condition} ORDER BY ${order} LIMIT -1 OFFSET ?`;
    for (const row of connection.each(sql, ...parameters, from?.table === table ? from.rows : 0)) {
      pieces.row(columns.map((column) => row[column]));
      if (pieces.isFull()) yield pieces.take();
    }
  }
  yield pieces.take();
}

/** How many rows `linesOf` would write. */
export function measureOf(
  connection: Connection,
  tables: readonly CopiedTable[],
  leftOut: LeftOut,
): ScopeMeasure {
  const rows: Partial<Record<CopiedName, number>> = {};
  for (const copy of tables.filter((one) => isCopied(one, leftOut))) {
    const { condition, parameters } = selectionOf(copy, leftOut);
    const sql = `SELECT count(*) AS count FROM ${copy.table}${condition}`;
    const count = connection.get<{ count: number }>(sql, ...parameters)?.count ?? 0;
    if (count > 0) rows[copy.table] = count;
  }
  const seq = connection.get<{ seq: number }>('SELECT coalesce(sum(seq), 0) AS seq FROM scopes')?.seq ?? 0;
  return { rows, seq };
}

/** Older backups know fewer tables: one that has nothing to say is not named. */
function isCopied({ lasting }: CopiedTable, { withPassing }: LeftOut): boolean {
  return withPassing === true || lasting !== false;
}

/** Which rows of a table are copied. */
function selectionOf({ where, leftOut: list, lasting = false }: CopiedTable, leftOut: LeftOut) {
  const conditions = [where, leftOut.withPassing !== true && lasting !== false ? lasting : undefined];
  const given = conditions.filter((one) => one !== undefined);
  return {
    condition: given.length === 0 ? '' : ` WHERE ${given.join(' AND ')}`,
    parameters: list === undefined ? [] : [JSON.stringify(leftOut[list])],
  };
}

/** Writes lines of one file; only names that a copy has are taken. */
export function createLineWriter(
  connection: Connection,
  tables: readonly CopiedTable[],
  /** What a project's key is replaced with. */
  createProject: ((account: string, project: string) => Buffer) | undefined,
): (line: string) => void {
  let head: Head | undefined;
  let sql = '';
  return (line) => {
    const begun = headIn(line);
    if (begun !== undefined) {
      head = begun;
      sql = insertOf(tables, begun);
      return;
    }
    const values: unknown[] = (JSON.parse(line) as CopiedValue[]).map((value) =>
      typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value,
    );
    if (head?.table === 'projects')
      values.push(createProject?.(String(values[1]), String(values[0])) ?? null);
    connection.run(sql, ...values);
  };
}

function insertOf(tables: readonly CopiedTable[], { table, columns }: Head): string {
  const known = tables.find((one) => one.table === table);
  if (known === undefined || columns.some((column) => !known.columns.includes(column)))
    throw new Error(`a copy names the unknown table or columns of ${JSON.stringify(table)}`);
  const all = [
    ...columns,
    ...(table === 'projects' ? ['wrapped_key'] : []),
    ...(table === 'jobs' ? ['lease_until'] : []),
  ];
  const values = all.map((column) => (column === 'lease_until' ? '0' : '?'));
  return `INSERT INTO ${table} (${all.join(', ')}) VALUES (${values.join(', ')})`;
}
