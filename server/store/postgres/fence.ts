/** Keeps a server from a database that a newer one has changed in a way that this one cannot live with. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Database, Statements } from './database.ts';
import { versionSql } from './sql.ts';

export interface Fence {
  /** The same database until this server is outdated; then every call is refused. */
  around(database: Database): Database;
  /**
   * Looks within a transaction.
   *
   * @throws KeepsakeError UNAVAILABLE
   */
  check(statements: Statements): Promise<void>;
  /** Looks now and then from now on. */
  watch(): void;
  close(): void;
}

/** How soon a server notices that hears of it by no commit. */
export const lookEveryMs = 500;

/** @param known how many steps this server knows */
export function createFence(database: Statements, known: number, onOutdated: () => void): Fence {
  let isOutdated = false;
  let isClosed = false;
  let next: NodeJS.Timeout | undefined;

  async function check(statements: Statements): Promise<void> {
    const [row] = await statements.query<{ version: number }>(versionSql.oldest);
    if ((row?.version ?? 0) > known && !isOutdated) {
      isOutdated = true;
      onOutdated();
    }
    assertCurrent();
  }

  function assertCurrent(): void {
    if (isOutdated) throw outdated();
  }

  function watch(): void {
    if (isClosed || isOutdated) return;
    next = setTimeout(() => {
      // A database that cannot be asked cannot be written to either.
      void check(database)
        .catch(() => undefined)
        .finally(watch);
    }, lookEveryMs);
    next.unref();
  }

  return {
    check,
    watch,
    around: (inner) => ({
      query: async (text, values) => {
        assertCurrent();
        return inner.query(text, values);
      },
      run: async (text, values) => {
        assertCurrent();
        return inner.run(text, values);
      },
      transaction: async (work) => {
        assertCurrent();
        return inner.transaction(work);
      },
      together: async (statements) => {
        assertCurrent();
        return inner.together(statements);
      },
      pinned: async () => {
        assertCurrent();
        return inner.pinned();
      },
      close: () => inner.close(),
    }),
    close() {
      isClosed = true;
      clearTimeout(next);
    },
  };
}

function outdated(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'This server is older than its database, which a newer one has changed. Send the request again, to reach a newer server; who runs this one updates it.',
    { retry_after: 1 },
  );
}
