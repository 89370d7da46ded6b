/** Writes what a group of commits came to, in as few statements as it has kinds of rows. */
import type { ClearRows, PutRow } from '../store.ts';
import type { Value } from './database.ts';
import type { RecordState } from './facts.ts';
import { keyOf } from './overlay.ts';
import { jobPlace, namesPlace } from './places.ts';
import { idsByKind, sendMany, type Send } from './sending.ts';
import { writeSql } from './sql.ts';
import type { GroupState, ScopeState } from './state.ts';
import { commitsTold, touchedKey, touchedRow, touchedSpace } from './touched-rows.ts';
import type { Place } from './wall.ts';
import type { Places } from './walled.ts';
import { writeHeads, writeRevisions } from './write-history.ts';

/** Commits. */
const tidyEvery = 512;

type SendWithin = (place: Place) => Send;

/** Every statement is sent at once; they run in order. */
export async function writeGroup(places: Places, group: GroupState, keptMs: number): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const within: SendWithin = (place) => {
    const statements = places.within(place);
    return (sql, values) => void sent.push(statements.run(sql, values));
  };
  for (const { scope, account, wrappedKey } of group.created.accepted())
    within({ account })(writeSql.createScope, [scope, account, wrappedKey, 0, 0]);
  writeLocators(within, group);
  for (const scope of group.scopes()) writeScope(within, scope, keptMs);
  writeJobs(within, group);
  await Promise.all(sent);
}

function writeScope(within: SendWithin, state: ScopeState, keptMs: number): void {
  const commits = state.commits.accepted();
  if (commits.length === 0) return;
  const { account, scope } = state;
  const send = within({ account, scope });
  send(writeSql.advance, [scope, state.seq()]);
  writeRecords(send, state);
  writeRevisions(send, state);
  writeHeads(send, state);
  sendMany(
    send,
    writeSql.putCommits,
    commits.map(({ seq, at, author, records }) => [scope, seq, at, author, records]),
  );
  writeRows(send, state);
  writeRepeats(send, state);
  // Now and then, so that answers are not kept for ever and no server has to be told to.
  const newest = commits.at(-1);
  if (newest !== undefined && newest.seq % 512 === 0)
    within({ across: 'repeats' })(writeSql.forgetRepeats, [newest.at - keptMs]);
}

function writeRepeats(send: Send, { scope, repeats }: ScopeState): void {
  const changed = [...repeats.changed().values()].filter((repeat) => repeat !== undefined);
  sendMany(
    send,
    writeSql.putRepeats,
    changed.map(({ principal, key, bodyHash, at, answer }) => [
      scope,
      principal,
      key,
      bodyHash,
      at,
      JSON.stringify(answer),
    ]),
  );
}

function writeRecords(send: Send, { scope, seal, records }: ScopeState): void {
  const gone = [...records.changed()].filter(([, record]) => record === undefined).map(([place]) => place);
  for (const [kind, ids] of idsByKind(gone)) send(writeSql.removeRecords, [scope, kind, ids]);
  const changed = [...records.changed().values()].filter((record) => record !== undefined);
  const written = changed.map(({ kind, id }) => keyOf(kind, id));
  for (const [kind, ids] of idsByKind(written)) send(writeSql.freeUniques, [scope, kind, ids]);
  const sealedNames = ({ kind, id, names }: RecordState) =>
    names?.sort === undefined && names?.unique === undefined
      ? null
      : seal.seal(Buffer.from(JSON.stringify(names)), namesPlace(scope, kind, id));
  sendMany(
    send,
    writeSql.putRecords,
    changed.map((record) => [
      scope,
      record.kind,
      record.id,
      record.parent ?? null,
      record.state,
      sealedNames(record),
      record.unique ?? null,
      record.locator ?? null,
      record.version,
      record.revision,
      record.seq ?? 0,
      record.createdAt,
      record.createdBy,
    ]),
  );
}

/** Rows that a later clearing takes are not written at all; so all clearings can go first. */
function writeRows(send: Send, state: ScopeState): void {
  const { scope, seal, rows } = state;
  const spaces = new Map<string, Map<string, Uint8Array | null>>();
  const clearings: ClearRows[] = [];
  for (const operation of rows.accepted()) {
    const values = spaces.get(operation.space) ?? new Map<string, Uint8Array | null>();
    spaces.set(operation.space, values);
    if (operation.op === 'row') values.set(operation.key, operation.value);
    else {
      clearings.push(operation);
      for (const key of values.keys()) if (key.startsWith(operation.prefix)) values.delete(key);
    }
  }
  for (const { space, prefix } of clearings) {
    const { start, end } = seal.rows.range(space, prefix);
    send(writeSql.clearRows, [scope, space, start, end]);
  }
  tellTouched(send, state, spaces, new Set(clearings.map(({ space }) => space)));
  const put: Pick<PutRow, 'space' | 'key' | 'value'>[] = [];
  for (const [space, values] of spaces) {
    const removed = [...values]
      .filter(([, value]) => value === null)
      .map(([key]) => seal.rows.key(space, key));
    if (removed.length > 0) send(writeSql.removeRows, [scope, space, removed]);
    for (const [key, value] of values) if (value !== null) put.push({ space, key, value });
  }
  sendMany(
    send,
    writeSql.putRows,
    put.map(({ space, key, value }) => [
      scope,
      space,
      seal.rows.key(space, key),
      seal.rows.seal(scope, space, key, value ?? new Uint8Array()),
    ]),
  );
}

/** Says of spaces with hidden keys which rows go or come; now and then what was said long ago is removed. */
function tellTouched(
  send: Send,
  state: ScopeState,
  spaces: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  cleared: ReadonlySet<string>,
): void {
  const { scope, seal } = state;
  const seq = state.seq();
  const before = seq - state.commits.accepted().length;
  const told = [...new Set([...spaces.keys(), ...cleared])].filter((space) => !seal.rows.isOrdered(space));
  for (const space of told) {
    const keys = [...(spaces.get(space)?.keys() ?? [])].map((key) => seal.rows.key(space, key));
    const row = touchedRow(seal.rows, scope, { space, seq, rows: cleared.has(space) ? undefined : keys });
    sendMany(send, writeSql.putRows, [row]);
    if (Math.floor(before / tidyEvery) === Math.floor(seq / tidyEvery)) continue;
    const own = touchedSpace(space);
    const end = seal.rows.key(own, touchedKey(Math.max(0, seq - commitsTold)));
    send(writeSql.clearRows, [scope, own, Buffer.alloc(0), end]);
  }
}

/** One that another transaction took meanwhile fails the statement, and the group is decided again. */
function writeLocators(within: SendWithin, group: GroupState): void {
  const { locators } = group;
  const [{ account } = { account: '' }] = group.scopes();
  const send = within({ account });
  const changed = [...locators.changed()];
  const held = changed.map(([locator]) => locator).filter((locator) => locators.isBelow(locator));
  if (held.length > 0) send(writeSql.removeLocators, [held]);
  const taken = changed.flatMap(([locator, holder]) =>
    holder === undefined ? [] : [[locator, holder.scope, holder.kind, holder.id]],
  );
  sendMany(send, writeSql.putLocators, taken);
}

function writeJobs(within: SendWithin, group: GroupState): void {
  const [{ account: of } = { account: '' }] = group.scopes();
  const send = within({ account: of });
  const newest = new Map(group.jobs.accepted().map((job) => [job.operation.id, job]));
  const put: Value[][] = [];
  for (const { account, at, operation } of newest.values()) {
    if (operation.op === 'dequeue') send(writeSql.removeJobs, [account, [operation.id]]);
    else {
      const { id, kind, priority } = operation;
      const payload = Buffer.from(JSON.stringify(operation.payload));
      const sealed = group.scope(account).seal.seal(payload, jobPlace(account, id));
      put.push([id, account, kind, priority, sealed, 0, at, 0, null, 0]);
    }
  }
  sendMany(send, writeSql.putJobs, put);
}
