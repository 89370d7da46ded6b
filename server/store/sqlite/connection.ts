/** One open, encrypted SQLite file with its prepared statements. */
// oxlint-disable-next-line import/default -- a CommonJS module, whose exports are the default.
import Database from 'better-sqlite3-multiple-ciphers';

export interface ConnectionOptions {
  readonly path: string;
  /** 32 bytes; undefined leaves the file readable to everybody (a control for tests). */
  readonly key: Buffer | undefined;
  /** `query` refuses statements that write. */
  readonly mode: 'write' | 'query';
  /** NORMAL loses acknowledged writes at a power cut; it exists as a control for tests. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** False when a missing file means that data is missing. */
  readonly create: boolean;
}

export interface Connection {
  get<Row>(sql: string, ...parameters: unknown[]): Row | undefined;
  all<Row>(sql: string, ...parameters: unknown[]): Row[];
  /** Row by row, for what may be large. */
  each(sql: string, ...parameters: unknown[]): Iterable<Record<string, unknown>>;
  /** How many rows it changed. */
  run(sql: string, ...parameters: unknown[]): number;
  exec(sql: string): void;
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
  /** The first value that a pragma answers. */
  pragma(name: string): unknown;
  /** All rows of a pragma that checks. */
  pragmaRows(name: string): unknown[];
  /** Ends the transaction that is open, if SQLite has not done so by itself. */
  rollback(): void;
  close(): void;
}

const busyTimeoutMs = 10_000;

/**
 * Opens a file. The key is raw (no passphrase to stretch); WAL and `synchronous` are set on every open, because the
 * driver falls back to NORMAL whenever it opens a database that is in WAL mode already.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const database = new Database(options.path, { fileMustExist: !options.create, timeout: busyTimeoutMs });
  try {
    configure(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(database);
}

function configure(database: Database.Database, { key, mode, synchronous }: ConnectionOptions): void {
  if (key !== undefined) {
    database.pragma(`cipher = 'sqlcipher'`);
    database.pragma('legacy = 4');
    database.pragma(`key = "x'${key.toString('hex')}'"`);
  }
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  // Temporary files would not be encrypted.
  database.pragma('temp_store = MEMORY');
  database.pragma('trusted_schema = OFF');
  database.pragma('wal_autocheckpoint = 4000');
  // Pages that do not fit are decrypted again and again. Other connections forget theirs whenever something was written.
  if (mode === 'write') database.pragma('cache_size = -16384');
  if (mode === 'query') database.pragma('query_only = ON');
}

function wrap(database: Database.Database): Connection {
  const statements = new Map<string, Database.Statement<unknown[]>>();
  function prepared(sql: string): Database.Statement<unknown[]> {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<unknown[]>(sql);
    statements.set(sql, statement);
    return statement;
  }
  return {
    get: <Row>(sql: string, ...parameters: unknown[]) => prepared(sql).get(...parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: unknown[]) => prepared(sql).all(...parameters) as Row[],
    each: (sql, ...parameters) => prepared(sql).iterate(...parameters) as Iterable<Record<string, unknown>>,
    run: (sql, ...parameters) => prepared(sql).run(...parameters).changes,
    exec: (sql) => void database.exec(sql),
    pragma: (name) => database.pragma(name, { simple: true }),
    pragmaRows: (name) => database.pragma(name) as unknown[],
    get inTransaction() {
      return database.inTransaction;
    },
    rollback: () => void (database.inTransaction && database.exec('ROLLBACK')),
    close: () => void database.close(),
  };
}
