/** Work that an account's commit hands to a project: noted in the catalogue with the commit, then applied once. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { CommitAuthor } from '../store.ts';
import { applyCommit } from './apply.ts';
import { storeFailure } from './failures.ts';
import { fileName, type Files } from './files.ts';
import type { Join } from './group.ts';
import { catalogueSql } from './sql.ts';
import type { RecordOperation, WireCommit, WireRelay } from './wire.ts';

export interface Relays {
  /** Notes the relay and applies it in the project's transaction, which joins the group. */
  apply(account: string, relay: WireRelay, commit: WireCommit, join: Join): void;
  /** After a group: forgets the relays that were applied; `failed` names the files whose commit failed. */
  settled(failed: ReadonlyMap<string, Error>): void;
  /**
   * Applies what a crash or a full disk left; a relay that was applied already changes nothing.
   *
   * @throws KeepsakeError STORAGE_FULL, UNAVAILABLE when nothing should be written before that has been done.
   */
  catchUp(): void;
  /** The same at the start, when a full disk must not keep the store from opening. */
  catchUpAtStart(): void;
}

interface OutboxRow {
  readonly account: string;
  readonly id: string;
  readonly project: string;
  readonly body: string;
}

interface Body {
  readonly author: CommitAuthor;
  readonly at: number;
  readonly operations: readonly RecordOperation[];
}

/** `onError` hears of a relay that cannot be applied because its project is damaged; it stays noted. */
export function createRelays(files: Files, onError: (error: Error) => void): Relays {
  const { connection } = files.catalogue;
  const stuck = new Set<string>();
  let behind = true;

  function deliver(row: OutboxRow): void {
    const file = files.of({ account: row.account, project: row.project });
    file.connection.exec('BEGIN IMMEDIATE');
    try {
      applyCommit(file, commitOf(row.id, decodeBody(row.body)));
      file.connection.exec('COMMIT');
    } catch (error) {
      file.connection.rollback();
      throw storeFailure(error, file.name);
    }
  }

  function forget(rows: readonly OutboxRow[]): void {
    connection.exec('BEGIN IMMEDIATE');
    try {
      for (const { account, id } of rows) connection.run(catalogueSql.removeRelay, account, id);
      connection.exec('COMMIT');
    } catch {
      // They stay noted, and the next catch-up finds them applied.
      connection.rollback();
      behind = true;
    }
  }

  function tryToDeliver(row: OutboxRow): boolean {
    try {
      deliver(row);
      return true;
    } catch (error) {
      if (error instanceof KeepsakeError && (error.code === 'STORAGE_FULL' || error.code === 'UNAVAILABLE'))
        throw error;
      stuck.add(row.id);
      onError(storeFailure(error, row.project));
      return false;
    }
  }

  function catchUp(): void {
    if (!behind) return;
    const rows = connection.all<OutboxRow>(catalogueSql.relays).filter((row) => !stuck.has(row.id));
    const applied = rows.filter(tryToDeliver);
    behind = false;
    if (applied.length > 0) forget(applied);
  }

  return {
    apply(account, relay, commit, join) {
      const file = files.of({ account, project: relay.project });
      join(file);
      const body: Body = { author: commit.author, at: commit.at, operations: relay.operations };
      connection.run(catalogueSql.putRelay, account, relay.id, relay.project, encodeBody(body));
      try {
        applyCommit(file, commitOf(relay.id, body));
      } catch (error) {
        // A damaged project refuses this commit alone and not the whole group of the catalogue.
        throw storeFailure(error, file.name);
      }
    },
    settled(failed) {
      const rows = connection.all<OutboxRow>(catalogueSql.relays);
      const unapplied = (row: OutboxRow) => stuck.has(row.id) || failed.has(fileName(row.project));
      behind ||= rows.some(unapplied);
      forget(rows.filter((row) => !unapplied(row)));
    },
    catchUp,
    catchUpAtStart() {
      try {
        catchUp();
      } catch (error) {
        onError(storeFailure(error, 'The data folder'));
      }
    },
  };
}

function commitOf(id: string, body: Body): WireCommit {
  return { ...body, repeat: { principal: 'relay', key: id, bodyHash: '' } };
}

function encodeBody(body: Body): string {
  return JSON.stringify(body, (_name, value: unknown) =>
    value instanceof Uint8Array
      ? { base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
      : value,
  );
}

// A payload is a text here, so that only bytes can look like { base64 }.
function decodeBody(text: string): Body {
  return JSON.parse(text, (_name, value: unknown) => {
    const bytes = value as { base64?: unknown } | null;
    return typeof bytes === 'object' && typeof bytes?.base64 === 'string'
      ? Buffer.from(bytes.base64, 'base64')
      : value;
  }) as Body;
}
