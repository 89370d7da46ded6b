/** What only an account's commit may hold: its projects, relays to them, and jobs. */
import { noAccount, projectExists } from '../refusals.ts';
import type { ApplyAccountOperation } from './apply.ts';
import type { Connection } from './connection.ts';
import type { Files } from './files.ts';
import type { Join } from './group.ts';
import type { Relays } from './relays.ts';
import { catalogueSql, jobSql } from './sql.ts';

export interface AccountContext {
  readonly files: Files;
  readonly relays: Relays;
  readonly join: Join;
  /** Collects projects whose file was made, to be removed again when the commit is refused. */
  readonly created: string[];
}

export function accountOperations(context: AccountContext, account: string): ApplyAccountOperation {
  const { files, relays, join, created } = context;
  const { connection } = files.catalogue;
  return (operation, commit) => {
    switch (operation.op) {
      case 'create-project': {
        const { project } = operation;
        if (connection.get(catalogueSql.project, project) !== undefined) throw projectExists(project);
        created.push(project);
        const wrappedKey = files.createProject(account, project);
        connection.run(catalogueSql.createProject, project, account, wrappedKey);
        break;
      }
      case 'relay':
        relays.apply(account, operation, commit, join);
        break;
      case 'enqueue': {
        const { id, kind, priority, payload } = operation;
        connection.run(jobSql.enqueue, id, account, kind, priority, payload, commit.at);
        break;
      }
      case 'dequeue':
        connection.run(jobSql.dequeue, operation.id, account);
        break;
    }
  };
}

/** @throws KeepsakeError NOT_FOUND */
export function assertAccount(connection: Connection, account: string): void {
  if (connection.get(catalogueSql.hasAccount, account) !== undefined) return;
  throw noAccount(account);
}
