/** Group commit: everything that waits for one file is applied in one transaction and made durable by one fsync. */
import { sqliteCode, storeFailure } from './failures.ts';
import type { ScopeFile } from './files.ts';

/** Takes a further file into the group, whose transaction then ends with the group's. */
export type Join = (file: ScopeFile) => void;

export interface Unit {
  /** Throws to be refused: what it wrote is undone, the rest of the group stands. */
  apply(join: Join): unknown;
  /** Called once the answer of `apply` is durable. */
  accept(answer: unknown): void;
  refuse(error: Error): void;
}

type Outcome = { readonly unit: Unit; readonly files: readonly ScopeFile[] } & (
  | { readonly answer: unknown }
  | { readonly error: Error }
);

/**
 * Applies units in order and settles each. Files that units joined are committed after `file`, so a crash in between
 * leaves `file` ahead, never behind; `settled` runs before units hear of it, with the joined files whose commit failed.
 */
export function runGroup(
  file: ScopeFile,
  units: readonly Unit[],
  settled?: (failed: ReadonlyMap<string, Error>) => void,
): void {
  const joined: ScopeFile[] = [];
  const outcomes: Outcome[] = [];
  try {
    file.connection.exec('BEGIN IMMEDIATE');
    for (const unit of units) outcomes.push(attempt(file, joined, unit));
    file.connection.exec('COMMIT');
  } catch (error) {
    for (const { connection } of [file, ...joined]) connection.rollback();
    const failure = storeFailure(error, file.name);
    for (const unit of units) unit.refuse(failure);
    return;
  }
  const failed = commitJoined(joined);
  if (joined.length > 0) settled?.(failed);
  for (const outcome of outcomes) settle(outcome, failed);
}

function attempt(file: ScopeFile, joined: ScopeFile[], unit: Unit): Outcome {
  const touched = new Set<ScopeFile>();
  const join: Join = (other) => {
    if (!joined.some(({ name }) => name === other.name)) {
      other.connection.exec('BEGIN IMMEDIATE');
      joined.push(other);
    }
    if ([...touched].some(({ name }) => name === other.name)) return;
    other.connection.run('SAVEPOINT unit');
    touched.add(other);
  };
  file.connection.run('SAVEPOINT unit');
  touched.add(file);
  try {
    const answer = unit.apply(join);
    for (const { connection } of touched) connection.run('RELEASE unit');
    return { unit, files: [...touched], answer };
  } catch (error) {
    if (endsGroup(error) || [...touched].some(({ connection }) => !connection.inTransaction)) throw error;
    for (const { connection } of touched) {
      connection.run('ROLLBACK TO unit');
      connection.run('RELEASE unit');
    }
    return { unit, files: [...touched], error: storeFailure(error, file.name) };
  }
}

/** Whether the disk or the file is at fault, and not what the unit asked for. */
function endsGroup(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && !/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE|ERROR)/.test(code);
}

function commitJoined(joined: readonly ScopeFile[]): Map<string, Error> {
  const failed = new Map<string, Error>();
  for (const { connection, name } of joined) {
    try {
      connection.exec('COMMIT');
    } catch (error) {
      connection.rollback();
      failed.set(name, storeFailure(error, name));
    }
  }
  return failed;
}

function settle(outcome: Outcome, failed: ReadonlyMap<string, Error>): void {
  if ('error' in outcome) return outcome.unit.refuse(outcome.error);
  const failure = outcome.files.map(({ name }) => failed.get(name)).find((error) => error !== undefined);
  if (failure === undefined) outcome.unit.accept(outcome.answer);
  else outcome.unit.refuse(failure);
}
