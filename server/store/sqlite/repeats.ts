/** Answers to commits that carried an idempotency key, kept for a day so that a repeat gets the same one. */
import { keyReused } from '../refusals.ts';
import type { CommitResult, Repeat } from '../store.ts';
import type { Connection } from './connection.ts';
import type { ScopeFile } from './files.ts';
import { recordSql } from './sql.ts';

type Answer = Omit<CommitResult, 'replayed'>;

const keptMs = 24 * 3_600_000;
const sweepEveryMs = 3_600_000;
const sweptAt = new WeakMap<Connection, number>();

/**
 * The answer to an earlier commit with this key, unless it is a day older than `at`.
 *
 * @throws KeepsakeError IDEMPOTENCY_KEY_REUSED
 */
export function storedAnswer(file: ScopeFile, repeat: Repeat, at: number): CommitResult | undefined {
  const { principal, key, bodyHash } = repeat;
  const found = file.connection.get<{ body_hash: string; at: number; answer: string }>(
    recordSql.repeat,
    file.scope,
    principal,
    key,
  );
  if (found === undefined || found.at < at - keptMs) return undefined;
  if (found.body_hash !== bodyHash) throw keyReused();
  return { ...(JSON.parse(found.answer) as Answer), replayed: true };
}

export function keepAnswer(
  { connection, scope }: ScopeFile,
  repeat: Repeat,
  at: number,
  answer: Answer,
): void {
  const { principal, key, bodyHash } = repeat;
  connection.run(recordSql.putRepeat, scope, principal, key, bodyHash, at, JSON.stringify(answer));
  if (at - (sweptAt.get(connection) ?? 0) < sweepEveryMs) return;
  sweptAt.set(connection, at);
  connection.run(recordSql.forgetRepeats, at - keptMs);
}
