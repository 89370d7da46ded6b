/** A thread that reads a whole store as of one moment, or fills an empty one, so that nobody waits for it. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { CopiedScope, CopyPlace, LeftOut, ScopeMeasure } from '../copying.ts';
import { storeFailure } from './failures.ts';
import { openFiles, type Files, type FolderOptions, type ScopeFile } from './files.ts';
import { catalogueSql } from './sql.ts';
import { createResumable } from './resuming.ts';
import { catalogueTables, createLineWriter, linesOf, measureOf, projectTables } from './tables.ts';
import { createAnswers, reportNotReady, reportReady, type Request } from './threads.ts';

export interface CopierOptions extends FolderOptions {
  readonly mode: 'read' | 'fill';
  readonly leftOut: LeftOut;
}

/** The calls of the thread. */
export interface CopierCalls {
  scopes: { input: undefined; output: CopiedScope[] };
  /** The next piece of a scope's lines; nothing at their end. One scope at a time. */
  read: { input: { scope: string; from?: CopyPlace | undefined }; output: Uint8Array | undefined };
  measure: { input: { scope: string }; output: ScopeMeasure };
  payloads: { input: { kind: string; notInState: string }; output: string[] };
  /** Whole lines, durably. */
  fill: { input: { scope: string; lines: Uint8Array }; output: undefined };
  /** Where filling goes on that was broken off. */
  place: { input: { scope: string }; output: CopyPlace | undefined };
  /** Forgets those places. */
  settle: { input: undefined; output: undefined };
  close: { input: undefined; output: undefined };
}

type ProjectRow = { project: string; account: string };

function projectsOf({ catalogue }: Files): ProjectRow[] {
  return catalogue.connection.all<ProjectRow>(catalogueSql.projects);
}

function fileOf(files: Files, scope: string): ScopeFile {
  if (scope === 'catalogue') return files.catalogue;
  const account = projectsOf(files).find(({ project }) => project === scope)?.account ?? '';
  return files.of({ account, project: scope });
}

/** From its first read on, a transaction sees the file as it was then. */
function pin({ connection, scope }: ScopeFile): void {
  connection.exec('BEGIN');
  connection.all('SELECT seq FROM scopes WHERE scope = ?', scope);
}

function pinAll(files: Files): CopiedScope[] {
  pin(files.catalogue);
  const projects = projectsOf(files).map(({ project, account }) => ({ name: project, account }));
  for (const { name, account } of projects) pin(files.of({ account, project: name }));
  return [{ name: 'catalogue' }, ...projects];
}

function tablesOf(scope: string) {
  return scope === 'catalogue' ? catalogueTables : projectTables;
}

function createCalls(files: Files, { mode, leftOut }: CopierOptions) {
  const scopes = mode === 'read' ? pinAll(files) : [];
  let reading: { scope: string; pieces: Generator<Buffer> } | undefined;

  const resumable = createResumable(files, (scope) => fileOf(files, scope), writerOf);

  function writerOf(scope: string): (line: string) => void {
    const { connection } = fileOf(files, scope);
    if (scope !== 'catalogue') return createLineWriter(connection, projectTables, undefined);
    return createLineWriter(connection, catalogueTables, (account, project) =>
      files.createProject(account, project),
    );
  }

  function read(scope: string, from: CopyPlace | undefined): Uint8Array | undefined {
    if (reading?.scope !== scope) {
      const { connection } = fileOf(files, scope);
      reading = { scope, pieces: linesOf(connection, tablesOf(scope), leftOut, from) };
    }
    const next = reading.pieces.next();
    if (next.done !== true) return next.value;
    reading = undefined;
    return undefined;
  }

  return (request: Request<CopierCalls>): unknown => {
    switch (request.name) {
      case 'scopes':
        return scopes;
      case 'read':
        return read(request.input.scope, request.input.from);
      case 'measure': {
        const { scope } = request.input;
        return measureOf(fileOf(files, scope).connection, tablesOf(scope), leftOut);
      }
      case 'payloads': {
        const { kind, notInState } = request.input;
        const sql = `SELECT v.payload FROM records r JOIN revisions v USING (scope, kind, id, revision)
          WHERE r.kind = ? AND r.state <> ?`;
        return files.catalogue.connection
          .all<{ payload: string }>(sql, kind, notInState)
          .map(({ payload }) => payload);
      }
      case 'fill':
        return resumable.write(request.input.scope, request.input.lines);
      case 'place':
        return resumable.place(request.input.scope);
      case 'settle':
        return resumable.settle();
      case 'close':
        for (const { connection } of files.opened()) connection.rollback();
        return files.close();
    }
  };
}

function serve(port: MessagePort, options: CopierOptions): void {
  const answers = createAnswers(port);
  const answer = createCalls(openFiles(options, options.mode === 'read' ? 'query' : 'write'), options);
  port.on('message', (requests: Request<CopierCalls>[]) => {
    for (const request of requests)
      answers.attempt(request.n, () => {
        try {
          return answer(request);
        } catch (error) {
          throw storeFailure(error, 'The data folder');
        }
      });
    answers.send();
  });
  reportReady(answers);
}

if (parentPort !== null) {
  try {
    serve(parentPort, workerData as CopierOptions);
  } catch (error) {
    reportNotReady(createAnswers(parentPort), error);
  }
}
