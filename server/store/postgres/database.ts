/** Connections to the database: pooled, with limits on time, and transactions that are tried again. */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { connectionTo, type DatabaseAddress } from './address.ts';
import { preparedName } from './prepared.ts';
import { mayTryAgain, OutcomeUnknown, storeFailure } from './failures.ts';
import { versionSql } from './sql.ts';
import type { Statement } from './wall.ts';

export type Value = string | number | Buffer | null | readonly string[] | readonly Buffer[];

export interface Statements {
  /** Rows of a statement. */
  query<Row>(text: string, values?: readonly Value[]): Promise<Row[]>;
  /** How many rows a statement changed. */
  run(text: string, values?: readonly Value[]): Promise<number>;
}

export interface Database extends Statements {
  /**
   * Runs statements as one transaction; again from the start when the database says that this would help and nothing
   * can have been kept.
   *
   * @throws KeepsakeError UNAVAILABLE, STORAGE_FULL, INTERNAL, and what `work` throws.
   */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
  /** Statements as one transaction that is sent at once; what the last of them answered. */
  together(statements: readonly Statement[]): Promise<{ rows: unknown[]; count: number }>;
  /** Statements that see what was there when this resolved, on a connection of their own, until they are closed. */
  pinned(): Promise<PinnedStatements>;
  close(): Promise<void>;
}

export interface PinnedStatements extends Statements {
  close(): Promise<void>;
}

export interface DatabaseOptions extends DatabaseAddress {
  /** At most this many connections; 10 when left out. */
  readonly connections?: number | undefined;
  /** How long a connection is waited for; 5 seconds when left out. */
  readonly connectMs?: number | undefined;
  /** Hears of connections that broke while nobody used them. */
  readonly onError: (error: Error) => void;
}

export const transactionSql = {
  begin: `BEGIN ISOLATION LEVEL READ COMMITTED`,
  beginCopy: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`,
  withoutHaste: `SET LOCAL idle_in_transaction_session_timeout = 0`,
  /** So that a change that must wait for a long read does not keep everybody else waiting behind it. */
  waitBriefly: `SET LOCAL lock_timeout = '4s'`,
  commit: `COMMIT`,
  rollback: `ROLLBACK`,
} as const;

const mostTries = 6;
const statementMs = 60_000;
const usualConnectMs = 5_000;

/** @throws KeepsakeError VALIDATION_ERROR when the address is none, or holds a password. */
export function openDatabase({
  connections = 10,
  connectMs = usualConnectMs,
  onError,
  ...address
}: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...connectionTo(address),
    max: connections,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    application_name: 'keepsake',
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser },
    // An answer that was given must survive: a server set to answer before it wrote is told otherwise.
    options: '-c synchronous_commit=on -c bytea_output=hex',
  });
  pool.on('error', onError);

  async function attempt<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    // A connection that ends between two statements must not end the process.
    const heard = (error: Error) => void (broken = error);
    client.on('error', heard);
    try {
      return await work(client);
    } catch (error) {
      if (isConnectionError(error)) broken = error as Error;
      throw error;
    } finally {
      client.off('error', heard);
      client.release(broken);
    }
  }

  const statements = statementsOn(pool);
  return {
    query: (sql, values) => tryAgain(() => statements.query(sql, values)),
    run: (sql, values) => tryAgain(() => statements.run(sql, values)),
    pinned: () => tryAgain(() => pin(pool)),
    together: (parts) => tryAgain(() => attempt((client) => sendTogether(client, parts))),
    transaction: (work) => tryAgain(() => attempt((client) => inTransaction(client, work))),
    close: () => pool.end(),
  };
}

async function pin(pool: pg.Pool): Promise<PinnedStatements> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const heard = (error: Error) => void (broken = error);
  client.on('error', heard);
  const release = (error?: Error) => {
    client.off('error', heard);
    client.release(error ?? broken);
  };
  try {
    await client.query(transactionSql.beginCopy);
    // Whoever copies also writes what it read, which may take its time.
    await client.query(transactionSql.withoutHaste);
    // What a transaction sees is settled by its first statement on a table.
    await client.query(versionSql.oldest);
  } catch (error) {
    release(error as Error);
    throw error;
  }
  return {
    ...statementsOn(client),
    close: () => client.query(transactionSql.rollback).then(() => release(), release),
  };
}

async function sendTogether(client: pg.PoolClient, parts: readonly Statement[]) {
  const { stream } = client.connection;
  // All in one write, so that the database is woken once.
  stream.cork();
  let sent: Promise<pg.QueryResult<object>>[];
  try {
    sent = [
      client.query(transactionSql.begin),
      ...parts.map(([sql, values]) => send(client, sql, values)),
      client.query(transactionSql.commit),
    ];
  } finally {
    stream.uncork();
  }
  // All end before the connection is given back; the first to fail says why.
  for (const outcome of await Promise.allSettled(sent))
    if (outcome.status === 'rejected') throw outcome.reason as Error;
  const { rows, rowCount } = (await sent.at(-2)) as pg.QueryResult<object>;
  return { rows, count: rowCount ?? 0 };
}

async function inTransaction<T>(
  client: pg.PoolClient,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  let ending = false;
  try {
    await client.query(transactionSql.begin);
    const answer = await work(statementsOn(client));
    ending = true;
    await client.query(transactionSql.commit);
    return answer;
  } catch (error) {
    await client.query(transactionSql.rollback).catch(() => undefined);
    // The connection broke while the end was on its way: whether it was kept is not known, so it must not be repeated.
    if (ending && isConnectionError(error)) throw new OutcomeUnknown(error);
    throw error;
  }
}

async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= mostTries || !mayTryAgain(error)) throw storeFailure(error);
      await wait(Math.random() * Math.min(1_000, 10 * 3 ** tries));
    }
  }
}

function statementsOn(client: pg.Pool | pg.PoolClient): Statements {
  return {
    query: async <Row>(sql: string, values?: readonly Value[]) =>
      (await send(client, sql, values)).rows as Row[],
    run: async (sql, values) => (await send(client, sql, values)).rowCount ?? 0,
  };
}

function send(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly Value[] = [],
): Promise<pg.QueryResult<object>> {
  const name = preparedName(text);
  return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
}

function isConnectionError(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.code?.startsWith('57P') === true;
}

/** Whole numbers are within what a double holds exactly. Object identifiers: bool 16, bytea 17, int8 20, int4 23. */
const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  16: (value) => value === 't',
  17: (value) => Buffer.from(value.slice(2), 'hex'),
  20: Number,
  23: Number,
};

function getTypeParser(oid: number): (value: string) => unknown {
  return parsers[oid] ?? ((value) => value);
}
