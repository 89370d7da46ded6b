/** Permanent deletion: a project with its key, an account with all that it has, and what is left of records that were erased. */
import type { CommitResult, Job, Store } from '../store.ts';
import type { Statements } from './database.ts';
import type { Walled } from './walled.ts';
import { keyOf } from './overlay.ts';
import { pairs } from './pairs.ts';
import { jobPlace } from './places.ts';
import type { Scopes } from './scopes.ts';
import { fillSql, goneSql, writeSql } from './sql.ts';

const repeatsAtOnce = 1_000;

type Erasing = Pick<Store, 'destroyProject' | 'destroyAccount' | 'scrub'>;

export function createErasing(database: Walled, scopes: Scopes): Erasing {
  /** A scope's key, and then what nobody can open any more. */
  async function destroyScope(account: string, scope: string): Promise<void> {
    await database.within({ account }).run(goneSql.project, [scope, account]);
    scopes.forget(scope);
    const left = database.within({ scope, across: 'gone' });
    for (const sql of goneSql.contents) while ((await left.run(sql, [scope])) > 0);
  }

  const erasing: Erasing = {
    async destroyProject(account, project) {
      const owner = await scopes.accountOf(project);
      if (owner !== undefined && (owner !== account || project === account)) return;
      const { seal } = await scopes.of({ account });
      const own = database.within({ account });
      const jobs = await own.query<{ id: string; payload: Buffer }>(goneSql.jobsOf, [account]);
      const gone = jobs.filter(({ id, payload }) => {
        const open = JSON.parse(seal.open(payload, jobPlace(account, id)).toString()) as Job['payload'];
        return (open as { project?: unknown } | null)?.project === project;
      });
      await own.run(writeSql.removeJobs, [account, gone.map(({ id }) => id)]);
      await destroyScope(account, project);
    },
    async destroyAccount(account) {
      const own = database.within({ account });
      for (const { scope } of await own.query<{ scope: string }>(goneSql.projectsOf, [account]))
        await erasing.destroyProject(account, scope);
      await destroyScope(account, account);
      await own.run(fillSql.emptyLocators, [account]);
      await own.run(fillSql.emptyJobs, [account]);
      await database.outside.run(fillSql.emptyMarks, [account]);
    },
    /**
     * Answers to repeats of erased records go. Dead rows, logs and copies of the database hold what was erased as
     * ciphertext until the engine writes over it.
     */
    async scrub(scope) {
      const within = await scopes.of(scope);
      const statements = database.within(within);
      const name = within.scope;
      let after: readonly [principal: string, key: string] = ['', ''];
      for (;;) {
        const rows = await statements.query<{ principal: string; key: string; answer: string }>(
          goneSql.repeats,
          [name, ...after, repeatsAtOnce],
        );
        await forgetRepeats(statements, name, rows);
        const last = rows.at(-1);
        if (last === undefined || rows.length < repeatsAtOnce) return;
        after = [last.principal, last.key];
      }
    },
  };
  return erasing;
}

/** Those that name a record which is gone. */
async function forgetRepeats(
  statements: Statements,
  scope: string,
  rows: readonly { principal: string; key: string; answer: string }[],
): Promise<void> {
  const named = rows.map((row) => ({ ...row, results: (JSON.parse(row.answer) as CommitResult).results }));
  const wanted = named.flatMap(({ results }) => results.map(({ kind, id }) => [kind, id] as const));
  const found = await pairs<{ kind: string; id: string }>(statements, goneSql.present, scope, wanted);
  const present = new Set(found.map(({ kind, id }) => keyOf(kind, id)));
  const gone = named.filter(({ results }) => results.some(({ kind, id }) => !present.has(keyOf(kind, id))));
  for (const [principal, ofPrincipal] of Map.groupBy(gone, (row) => row.principal))
    await statements.run(goneSql.removeRepeats, [scope, principal, ofPrincipal.map(({ key }) => key)]);
}
