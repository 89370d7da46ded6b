/** What the database's failures mean to a caller. */
import pg from 'pg';
import { KeepsakeError } from '../../../contract/index.ts';

// PostgreSQL's appendix A: serialization failure, deadlock, a unique value that another transaction took first, a lock
// that a change of the tables did not get in time, and a table (with its type) that another server made at the same
// moment, which `IF NOT EXISTS` does not see.
const tryAgainCodes = new Set(['40001', '40P01', '23505', '55P03', '42710', '42P07']);

/** A commit whose end was not heard: it may stand, so it must not be done again. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection broke during a commit', { cause });
  }
}

/** Whether the same work may succeed when it is done again, and cannot have been kept. */
export function mayTryAgain(error: unknown): boolean {
  if (error instanceof OutcomeUnknown || error instanceof KeepsakeError) return false;
  if (error instanceof pg.DatabaseError) return tryAgainCodes.has(error.code ?? '') || isAway(error);
  return isBroken(error);
}

/** Starting, stopping, or out of connections. */
function isAway({ code = '' }: pg.DatabaseError): boolean {
  return code.startsWith('57P') || code.startsWith('08') || code === '53300';
}

/** OpenSSL's words for certificates that do not hold, and pg's for a server without TLS. */
function isUntrusted(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  const words = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL/;
  return (typeof code === 'string' && words.test(code)) || /does not support SSL/.test(error.message);
}

/** pg-pool's words: no connection was to be had in time, or the server is stopping. Waiting longer here would help nobody. */
function isWithoutConnection(error: unknown): boolean {
  return error instanceof Error && /when trying to connect|pool after calling end/.test(error.message);
}

function isBroken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT)/.test(code))
    return true;
  return error instanceof Error && /connection|timeout expired|terminated/i.test(error.message);
}

/** Whether the database refused a statement with one of these of its codes. */
export function isRefusal(error: unknown, codes: readonly string[]): boolean {
  const cause = error instanceof KeepsakeError ? error.cause : error;
  return cause instanceof pg.DatabaseError && codes.includes(cause.code ?? '');
}

/** Errors that are not the database's come back as they are. */
export function storeFailure(error: unknown): Error {
  if (error instanceof KeepsakeError) return error;
  if (error instanceof OutcomeUnknown) {
    return new KeepsakeError(
      'UNAVAILABLE',
      'The connection to the database broke while this was written, so it may or may not stand. Send it again with the same Idempotency-Key.',
      { retry_after: 1 },
      error,
    );
  }
  if (error instanceof pg.DatabaseError && !isAway(error)) return databaseFailure(error);
  if (error instanceof Error && error.message.startsWith('SASL')) return refused('no password', error);
  if (isUntrusted(error)) {
    return new KeepsakeError(
      'UNAVAILABLE',
      'The database did not prove who it is, which is asked of any that is not on this computer. Turn TLS on there, and name the authority of its certificate by PGSSLROOTCERT.',
      undefined,
      error,
    );
  }
  if (error instanceof pg.DatabaseError || isBroken(error) || isWithoutConnection(error)) {
    return new KeepsakeError(
      'UNAVAILABLE',
      'The database cannot be reached. Try again; if it stays so, check that it runs and that its address is right.',
      { retry_after: 1 },
      error,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

function refused(why: string, error: Error): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    `The database refused the connection (${why}). Check the user, the database's name and the password.`,
    undefined,
    error,
  );
}

function databaseFailure(error: pg.DatabaseError): KeepsakeError {
  const code = error.code ?? '';
  if (code === '53100') {
    return new KeepsakeError(
      'STORAGE_FULL',
      'The disk of the database is full, so nothing was written. Free some space, then try again.',
      undefined,
      error,
    );
  }
  if (code.startsWith('28') || code === '3D000') return refused(code, error);
  if (tryAgainCodes.has(code) || code === '57014') {
    return new KeepsakeError(
      'UNAVAILABLE',
      'The database is too busy with the same records. Try again.',
      { retry_after: 1 },
      error,
    );
  }
  return new KeepsakeError('INTERNAL', `The database refused a statement (${code}).`, undefined, error);
}
