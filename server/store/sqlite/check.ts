/** Looks for damage in every file of a data folder that no server has open. */
import { openFiles, type Files, type FolderOptions, type ScopeFile } from './files.ts';
import { catalogueSql } from './sql.ts';

/**
 * Opens every file, checks each page's authentication code and the structure of the database, and that the catalogue
 * and the files agree. Answers what is wrong, one sentence each; an empty list when nothing is.
 *
 * @param masterKey 32 bytes.
 */
export function integrityCheck(folder: string, masterKey: Uint8Array, encrypted = true): string[] {
  const options: FolderOptions = { folder, masterKey, encrypted, synchronous: 'FULL' };
  let files: Files;
  try {
    files = openFiles(options, 'query');
  } catch (error) {
    return [sentence(error)];
  }
  try {
    return [...checkFile(files.catalogue), ...checkProjects(files)];
  } catch (error) {
    return [sentence(error)];
  } finally {
    files.close();
  }
}

function checkProjects(files: Files): string[] {
  const named = files.catalogue.connection.all<{ project: string; account: string }>(catalogueSql.projects);
  return named.flatMap(({ account, project }) => {
    try {
      return checkFile(files.of({ account, project }));
    } catch (error) {
      return [sentence(error)];
    }
  });
}

function checkFile({ connection, name }: ScopeFile): string[] {
  try {
    // Reading a page checks its authentication code, so this finds flipped bits as well as a broken structure.
    return connection
      .pragmaRows('integrity_check')

      .map(firstValue)
      .filter((result) => result !== 'ok')
      .map((result) => `${name}: ${result}`);
  } catch (error) {
    return [`${name}: ${sentence(error)}`];
  }
}

function firstValue(row: unknown): string {
  return String(Object.values(row as Record<string, unknown>)[0]);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
