/** An SQLite database in memory that can be asked and nothing else. */
import { constants, DatabaseSync } from 'node:sqlite';
import type { TableSink, Value } from './load.ts';
import type { QueryResult } from './wire.ts';

export interface TableDatabase extends TableSink {
  /** Runs one SELECT. @throws Error with SQLite's own words, or saying that only one SELECT may be run. */
  ask(sql: string, maxRows: number): QueryResult;
}

/** Longest text of a cell in an answer, and longest that a function may make. */
const maxCellLength = 2_000;
const maxValueBytes = 10_000_000;

const { SQLITE_OK, SQLITE_DENY, SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE } = constants;
const permitted: ReadonlySet<number> = new Set([
  SQLITE_SELECT,
  SQLITE_READ,
  SQLITE_FUNCTION,
  SQLITE_RECURSIVE,
]);

/** No file, no extension, no attached database; once a question was asked, no more tables. */
export function createTableDatabase(): TableDatabase {
  const database = new DatabaseSync(':memory:', { allowExtension: false, defensive: true });
  Object.assign(database.limits, { length: maxValueBytes, attach: 0 });
  database.exec('PRAGMA journal_mode = OFF; PRAGMA temp_store = MEMORY; BEGIN');
  const used = new Set<string>();

  function authorize(action: number, first: string | null, second: string | null): number {
    if (!permitted.has(action) || (action === SQLITE_FUNCTION && second === 'load_extension'))
      return SQLITE_DENY;
    if (action === SQLITE_READ && first !== null) used.add(first);
    return SQLITE_OK;
  }

  return {
    begin(name, columns) {
      database.exec(`CREATE TABLE ${quoted(name)} (${columns.map(quoted).join(', ')})`);
      const places = columns.map(() => '?').join(', ');
      const insert = database.prepare(`INSERT INTO ${quoted(name)} VALUES (${places})`);
      return (row) => void insert.run(...columns.map((_, at) => row[at] ?? null));
    },
    ask(sql, maxRows) {
      const select = sql.trim().replace(/(?:;\s*)+$/, '');
      database.setAuthorizer(authorize);
      const statement = database.prepare(select);
      checkOneSelect(database, select);
      const columns = statement.columns().map(({ name }) => name);
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      const rows: Value[][] = [];
      let cut = false;
      for (const row of statement.iterate() as Iterable<unknown>) {
        if (rows.length === maxRows) {
          cut = true;
          break;
        }
        rows.push((row as unknown[]).map(shown));
        cut ||= (row as unknown[]).some((cell) => typeof cell === 'string' && cell.length > maxCellLength);
      }
      return { columns, rows, cut, used: [...used] };
    },
  };
}

/** What stands after a semicolon would be passed over in silence; within brackets it is an error. */
function checkOneSelect(database: DatabaseSync, select: string): void {
  try {
    database.prepare(`SELECT * FROM (${select}\n)`);
  } catch {
    throw new Error('only one SELECT may be run, without anything after it');
  }
}

function shown(cell: unknown): Value {
  if (typeof cell === 'bigint') {
    const exact = cell >= BigInt(Number.MIN_SAFE_INTEGER) && cell <= BigInt(Number.MAX_SAFE_INTEGER);
    return exact ? Number(cell) : String(cell);
  }
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : String(cell);
  if (typeof cell === 'string') return cell.slice(0, maxCellLength);
  return cell instanceof Uint8Array ? `${cell.byteLength} bytes` : null;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
