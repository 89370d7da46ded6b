/** How much a scope holds, and rows that are no commit. */
import type { Size, Store } from '../store.ts';
import type { Value } from './database.ts';
import type { Walled } from './walled.ts';
import type { Scopes } from './scopes.ts';
import { sealedMore } from './sealing.ts';
import { sendMany } from './sending.ts';
import { sizeSql } from './read-sql.ts';
import { writeSql } from './sql.ts';

export function createSizes(database: Walled, scopes: Scopes): Pick<Store, 'tally' | 'size' | 'putRows'> {
  return {
    async tally(scope) {
      const within = await scopes.of(scope);
      const name = within.scope;
      const [records, last] = await Promise.all([
        database.within(within).query<{ kind: string; state: string; count: number }>(sizeSql.tally, [name]),
        database.within(within).query<{ seq: number; at: number }>(sizeSql.last, [name]),
      ]);
      return { seq: last[0]?.seq ?? 0, at: last[0]?.at ?? 0, records };
    },
    async size(scope) {
      const within = await scopes.of(scope);
      const name = within.scope;
      const [sealed, revisions] = await Promise.all([
        database.within(within).query<Size['spaces'][number]>(sizeSql.spaces, [name]),
        database.within(within).query<{ bytes: number }>(sizeSql.revisions, [name]),
      ]);
      const spaces = sealed.map(({ space, rows, bytes }) => ({
        space,
        rows,
        bytes: bytes - rows * sealedMore,
      }));
      // What the engine needs beside that is shared by all scopes and not known per scope.
      const file = sealed.reduce((sum, { bytes }) => sum + bytes, revisions[0]?.bytes ?? 0);
      return { file, free: 0, spaces };
    },
    async putRows(scope, rows) {
      const within = await scopes.of(scope);
      const { scope: name, seal } = within;
      const hidden = rows.find(({ space }) => !seal.rows.isOrdered(space));
      if (hidden !== undefined) throw new TypeError(`rows of ${hidden.space} are written by commits alone`);
      const newest = new Map(rows.map((row) => [`${row.space}\0${row.key}`, row]));
      // In one order everywhere, so that two servers never wait for each other.
      const ordered = [...newest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
      await database.transaction(async (places) => {
        const statements = places.within(within);
        const sent: Promise<unknown>[] = [];
        const send = (sql: string, values: readonly Value[]) => void sent.push(statements.run(sql, values));
        for (const { space, key, value } of ordered)
          if (value === null) send(writeSql.removeRows, [name, space, [seal.rows.key(space, key)]]);
        sendMany(
          send,
          writeSql.putRows,
          ordered.flatMap(({ space, key, value }) =>
            value === null
              ? []
              : [[name, space, seal.rows.key(space, key), seal.rows.seal(name, space, key, value)]],
          ),
        );
        await Promise.all(sent);
      });
    },
  };
}
