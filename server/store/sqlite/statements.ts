/** Every statement that writes or looks up, in one place: what another SQL driver has to say in its own dialect. */
import type Database from 'better-sqlite3-multiple-ciphers';

const texts = {
  head: 'SELECT coalesce(max(seq), 0) AS seq FROM commits WHERE scope = ?',
  current:
    'SELECT version, revision, state, created_at, created_by FROM records WHERE scope = ? AND kind = ? AND id = ?',
  holder: 'SELECT id FROM records WHERE scope = ? AND kind = ? AND unique_name = ?',
  putRecord: `INSERT INTO records (scope, kind, id, parent, state, sort, unique_name, version, revision, seq, created_at, updated_at, created_by, updated_by, payload)
    VALUES (@scope, @kind, @id, @parent, @state, @sort, @unique, @version, @revision, @seq, @createdAt, @at, @createdBy, @author, @payload)
    ON CONFLICT (scope, kind, id) DO UPDATE SET parent = excluded.parent, state = excluded.state, sort = excluded.sort,
      unique_name = excluded.unique_name, version = excluded.version, revision = excluded.revision, seq = excluded.seq,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by, payload = excluded.payload`,
  addRevision: `INSERT INTO revisions (scope, kind, id, revision, parents, branch, version, seq, at, author, state, message, payload) VALUES (@scope, @kind, @id, @revision, @parents, 'main', @version, @seq, @at, @author, @state, @message, @payload)`,
  forgetRevisions: 'DELETE FROM revisions WHERE scope = ? AND kind = ? AND id = ?',
  addCommit: 'INSERT INTO commits (scope, seq, at, author, records) VALUES (?, ?, ?, ?, ?)',
  repeat: 'SELECT body_hash, seq, results, at FROM repeats WHERE scope = ? AND principal = ? AND key = ?',
  addRepeat:
    'INSERT OR REPLACE INTO repeats (scope, principal, key, body_hash, seq, results, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  forgetRepeats: 'DELETE FROM repeats WHERE at < ?',
  putRow: 'INSERT OR REPLACE INTO rows (scope, space, key, value) VALUES (?, ?, ?, ?)',
  removeRow: 'DELETE FROM rows WHERE scope = ? AND space = ? AND key = ?',
  clearRows: 'DELETE FROM rows WHERE scope = ? AND space = ? AND key >= ? AND key < ?',
} as const;

const catalogueTexts = {
  putLocator: 'INSERT OR REPLACE INTO locators (locator, account, kind, id) VALUES (?, ?, ?, ?)',
  addProject: 'INSERT INTO projects (account, id, wrapped_key) VALUES (?, ?, ?)',
  addRelay: 'INSERT INTO outbox (account, id, project, position, commit_json) VALUES (?, ?, ?, ?, ?)',
  removeRelay: 'DELETE FROM outbox WHERE account = ? AND id = ?',
  putJob: `INSERT INTO jobs (id, account, kind, priority, payload, due, owner, attempts) VALUES (?, ?, ?, ?, ?, 0, NULL, 0)
    ON CONFLICT (id) DO UPDATE SET priority = excluded.priority, payload = excluded.payload, due = 0, owner = NULL, attempts = 0`,
  removeJob: 'DELETE FROM jobs WHERE id = ?',
  dueJob:
    'SELECT id, account, kind, payload, attempts FROM jobs WHERE kind = ? AND due <= ? ORDER BY priority, id LIMIT 1',
  claimJob: 'UPDATE jobs SET owner = ?, due = ?, attempts = attempts + 1 WHERE id = ?',
  renewJob: 'UPDATE jobs SET due = ? WHERE id = ? AND owner = ?',
  releaseJob: 'UPDATE jobs SET owner = NULL, due = ? WHERE id = ? AND owner = ?',
  addMark: `INSERT INTO marks (account, name, window_start, count, at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, name, window_start) DO UPDATE SET count = count + excluded.count, at = max(at, excluded.at)
    RETURNING count, at`,
  forgetMarks: 'DELETE FROM marks WHERE window_start > 0 AND window_start < ?',
  addAccount: 'INSERT OR IGNORE INTO accounts (id) VALUES (?)',
} as const;

export type Statements = {
  readonly [Name in keyof typeof texts | keyof typeof catalogueTexts]: Database.Statement;
};

/** Prepares them. Those of the catalogue are prepared when first used, since project files lack their tables. */
export function statements(database: Database.Database): Statements {
  const prepared = new Map<string, Database.Statement>();
  const all: Record<string, string> = { ...texts, ...catalogueTexts };
  return new Proxy({} as Statements, {
    get(_target, name: string) {
      let statement = prepared.get(name);
      if (statement === undefined) prepared.set(name, (statement = database.prepare(all[name] as string)));
      return statement;
    },
  });
}
