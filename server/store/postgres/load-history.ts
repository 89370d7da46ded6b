/** Reads what writing on branches, erasing, and guards against writes meanwhile are decided on. */
import type { Operation, Put } from '../store.ts';
import type { Statements } from './database.ts';
import type { HeadState, RevisionFact } from './facts.ts';
import { keyOf } from './overlay.ts';
import { pairs } from './pairs.ts';
import type { Seal } from './sealing.ts';
import { planSql } from './sql.ts';
import type { ScopeContents } from './state.ts';

type History = Pick<ScopeContents, 'heads' | 'headUniques' | 'histories' | 'lastWrites'>;

interface HeadRow {
  branch: string;
  kind: string;
  id: string;
  state: string;
  unique_key: string | null;
  sealed_unique: Buffer | null;
  version: number;
  revision: string;
  seq: number;
}

/** Asks nothing for commits that need none of it, which are nearly all. */
export async function loadHistory(
  statements: Statements,
  { scope, seal }: { scope: string; seal: Seal },
  operations: readonly Operation[],
): Promise<History> {
  const branched = operations.filter((operation) => operation.op === 'put' && operation.branch !== undefined);
  const erased = operations.filter((operation) => operation.op === 'erase');
  const wanted = [...(branched as Put[]), ...erased].map(({ kind, id }) => [kind, id] as const);
  const [headRows, historyRows, headUniques, lastWrites] = await Promise.all([
    pairs<HeadRow>(statements, planSql.heads, scope, wanted),
    pairs<RevisionFact & { kind: string; id: string }>(statements, planSql.histories, scope, wanted),
    holdersOf(statements, { scope, seal }, branched as Put[]),
    lastWritesOf(statements, scope, operations),
  ]);
  const histories = new Map<string, RevisionFact[]>(wanted.map((pair) => [keyOf(...pair), []]));
  for (const { kind, id, ...fact } of historyRows) histories.get(keyOf(kind, id))?.push(fact);
  const heads = Map.groupBy(headRows.map(headState), ({ kind, id }) => keyOf(kind, id));
  return { heads, headUniques, histories, lastWrites };
}

function headState({ unique_key, sealed_unique, ...row }: HeadRow): HeadState {
  return { ...row, unique: unique_key ?? undefined, sealedUnique: sealed_unique ?? undefined };
}

async function holdersOf(
  statements: Statements,
  { scope, seal }: { scope: string; seal: Seal },
  branched: readonly Put[],
): Promise<Map<string, string>> {
  const words = branched.flatMap(({ branch, kind, unique }) =>
    unique === undefined ? [] : [{ branch: branch?.id ?? '', kind, word: seal.word(unique) }],
  );
  if (words.length === 0) return new Map();
  const rows = await statements.query<{ branch: string; kind: string; unique_key: string; id: string }>(
    planSql.headHolders,
    [scope, words.map(({ branch }) => branch), words.map(({ kind }) => kind), words.map(({ word }) => word)],
  );
  return new Map(rows.map(({ branch, kind, unique_key, id }) => [keyOf(branch, kind, unique_key), id]));
}

async function lastWritesOf(
  statements: Statements,
  scope: string,
  operations: readonly Operation[],
): Promise<Map<string, number>> {
  const asked = new Map<string, { branch: string | undefined; kind: string }>();
  for (const operation of operations) {
    if (operation.op !== 'unchanged') continue;
    const { branch, kinds } = operation;
    for (const kind of kinds) asked.set(keyOf(branch ?? 'main', kind), { branch, kind });
  }
  const found = await Promise.all(
    [...asked].map(async ([place, { branch, kind }]) => {
      const [sql, values] =
        branch === undefined
          ? [planSql.lastWrite, [scope, kind]]
          : [planSql.lastWriteOnBranch, [scope, kind, branch]];
      const [row] = await statements.query<{ seq: number | null }>(sql, values);
      return [place, row?.seq ?? 0] as const;
    }),
  );
  return new Map(found);
}
