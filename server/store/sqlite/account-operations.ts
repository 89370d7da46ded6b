/** What only an account's commit may hold: its projects, relays to them, and jobs. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { ApplyAccountOperation } from './apply.ts';
import type { Files } from './files.ts';
import type { Join } from './group.ts';
import type { Relays } from './relays.ts';
import { catalogueSql, jobSql } from './sql.ts';

export interface Unfinished {
  /** Projects whose file was made and whose row is not yet durable. */
  readonly created: string[];
}

/** `unfinished` collects what has to be removed again when the commit is refused. */
export function accountOperations(
  { files, relays }: { files: Files; relays: Relays },
  account: string,
  join: Join,
  unfinished: Unfinished,
): ApplyAccountOperation {
  const { connection } = files.catalogue;
  return (operation, commit) => {
    switch (operation.op) {
      case 'create-project': {
        const { project } = operation;
        if (connection.get(catalogueSql.project, project) !== undefined) throw projectExists(project);
        unfinished.created.push(project);
        connection.run(catalogueSql.createProject, project, account, files.createProject(account, project));
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

function projectExists(project: string): KeepsakeError {
  const message = `The project ${project} exists already. Make the new project under a new id.`;
  return new KeepsakeError('VERSION_CONFLICT', message, { kind: 'project', id: project });
}
