/** The database as the driver's parts use it: whoever sends a statement says which account and scope it is for. */
import type { Database, PinnedStatements, Statements } from './database.ts';
import { entering, type Place } from './wall.ts';

/** Statements of one transaction. */
export interface Places {
  /** What belongs to no account: counters and what is known of the tables. */
  readonly outside: Statements;
  /** Statements of the transaction for one place; those of several may be sent at once, and run in order. */
  within(place: Place): Statements;
}

export interface PinnedPlaces extends Places {
  close(): Promise<void>;
}

export interface Walled extends Places {
  /** As `Database.transaction`. */
  transaction<T>(work: (places: Places) => Promise<T>): Promise<T>;
  pinned(): Promise<PinnedPlaces>;
  close(): Promise<void>;
}

/** @param hasWall whether the database has policies, which show nothing to statements that do not say their place */
export function walled(database: Database, hasWall: boolean): Walled {
  const outside: Statements = {
    query: (sql, values) => database.query(sql, values),
    run: (sql, values) => database.run(sql, values),
  };
  const places = (statements: Statements): Places =>
    hasWall ? placesOn(statements) : { outside: statements, within: () => statements };
  return {
    outside,
    within: (place) => (hasWall ? single(database, place) : outside),
    transaction: (work) => database.transaction((statements) => work(places(statements))),
    async pinned() {
      const pinned: PinnedStatements = await database.pinned();
      return { ...places(pinned), close: () => pinned.close() };
    },
    close: () => database.close(),
  };
}

/** Each statement in a transaction of its own, which travels as one. */
function single(database: Database, place: Place): Statements {
  const before = entering(place);
  return {
    query: async <Row>(sql: string, values = []) =>
      (await database.together([...before, [sql, values]])).rows as Row[],
    run: async (sql, values = []) => (await database.together([...before, [sql, values]])).count,
  };
}

function placesOn(statements: Statements): Places {
  let current = '';
  const enter = (place: Place): Promise<unknown>[] => {
    const name = JSON.stringify([place.account, place.scope, place.across]);
    if (name === current) return [];
    current = name;
    return entering(place).map(([sql, values]) => statements.query(sql, values));
  };
  return {
    outside: statements,
    within: (place) => ({
      async query<Row>(sql: string, values = []) {
        const entered = Promise.all(enter(place));
        const [rows] = await Promise.all([statements.query<Row>(sql, values), entered]);
        return rows;
      },
      async run(sql, values = []) {
        const entered = Promise.all(enter(place));
        const [count] = await Promise.all([statements.run(sql, values), entered]);
        return count;
      },
    }),
  };
}
