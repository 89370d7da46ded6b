/** Import of an export of Keepsake: projects with their history, files with their versions, documents. */
import type { z } from 'zod';
import { KeepsakeError } from '../../../contract/index.ts';
import type { Scope } from '../../store/store.ts';
import { authorOf, projectScope, type Call } from '../caller.ts';
import type { DriveDependencies } from '../drive.ts';
import { asJson } from '../records.ts';
import { newIndexPut } from '../reindexing.ts';
import type { SearchEngine } from '../../search/search.ts';
import { exportFormat, headPath } from './export.ts';
import { createDocumentsImport } from './import-documents.ts';
import { createDriveImport } from './import-drive.ts';
import { readJsonLines } from './json-stream.ts';
import { createReplay } from './replay.ts';
import type { Reporting } from './report.ts';
import { commitLine, documentLine, headFile, itemLine } from './shapes.ts';
import type { Archive } from './zip-reader.ts';

export type ImportDependencies = DriveDependencies & { readonly search: SearchEngine };

export interface ImportRun {
  readonly call: Call;
  readonly archive: Archive;
  readonly reporting: Reporting;
  readonly isDryRun: boolean;
  readonly projectId: string | undefined;
}

type About = z.output<typeof headFile>['projects'][number];

/** @throws KeepsakeError VALIDATION_ERROR, STATE_NOT_READY; nothing was written then but what the report would count */
export async function importKeepsake(dependencies: ImportDependencies, run: ImportRun): Promise<void> {
  const { archive, reporting, isDryRun, call } = run;
  const { projects } = await readHead(archive);
  if (run.projectId !== undefined && projects.length !== 1) throw severalProjects();
  const into = { account: call.caller.account, archive, reporting, isDryRun };
  const drive = createDriveImport(dependencies, into);
  const documents = createDocumentsImport(dependencies.store, into);
  for await (const item of linesOf(run, 'drive.jsonl', itemLine)) await drive.take(item);
  for (const about of projects) {
    const scope = await projectFor(dependencies, run, about);
    await replayHistory(dependencies, run, about, scope);
    const project = scope?.project ?? about.id;
    for await (const line of linesOf(run, `${about.folder}/documents.jsonl`, documentLine))
      await documents.attach(project, line);
    await documents.makeLive(project, about.liveFolders, dependencies.clock());
  }
  dependencies.documents.wake();
}

async function replayHistory(
  dependencies: ImportDependencies,
  run: ImportRun,
  { folder }: About,
  scope: Required<Scope> | undefined,
): Promise<void> {
  const path = `${folder}/history.jsonl`;
  const { reporting, isDryRun } = run;
  const replay = createReplay(dependencies, { scope, isDryRun, reporting });
  // Once for the conversations alone, which stand behind their messages; faults are told the second time.
  const quiet = { ...run, reporting: { ...reporting, problem: () => undefined } };
  for await (const commit of linesOf(quiet, path, commitLine)) await replay.look(commit);
  for await (const commit of linesOf(run, path, commitLine)) await replay.write(commit);
  await replay.finish();
}

async function readHead(archive: Archive): Promise<z.output<typeof headFile>> {
  for await (const piece of wholeJson(archive, headPath)) {
    const head = headFile.safeParse(piece);
    if (!head.success) break;
    if (head.data.format <= exportFormat) return head.data;
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The archive was made by a newer Keepsake. Update this one, then import it.',
    );
  }
  throw new KeepsakeError('VALIDATION_ERROR', 'The archive’s keepsake.json does not say what it holds.');
}

const headBytes = 64 * 1024 * 1024;

async function* wholeJson(archive: Archive, name: string): AsyncGenerator<unknown> {
  if (archive.sizeOf(name) > headBytes) return;
  const pieces: Uint8Array[] = [];
  for await (const bytes of archive.open(name)) pieces.push(bytes);
  try {
    yield JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    return;
  }
}

/** Lines that fit their shape; the others are told of and passed over. */
async function* linesOf<T extends z.ZodType>(
  { archive, reporting }: Pick<ImportRun, 'archive' | 'reporting'>,
  path: string,
  shape: T,
): AsyncGenerator<z.output<T>> {
  if (!archive.has(path)) return reporting.problem(path, 'The file is missing.');
  let number = 0;
  for await (const piece of readJsonLines(archive.open(path))) {
    number++;
    const parsed = 'value' in piece ? shape.safeParse(piece.value) : undefined;
    if (parsed?.success === true) yield parsed.data;
    else reporting.problem(`${path} line ${number}`, 'It is not in the form that Keepsake writes.');
  }
}

/** The project that an exported one goes into: the one named, itself, or a new one with its id. */
async function projectFor(
  { store, clock }: ImportDependencies,
  { call, projectId, isDryRun, reporting }: ImportRun,
  { id, name, description, at }: About,
): Promise<Required<Scope> | undefined> {
  const { account } = call.caller;
  const wanted = projectId ?? id;
  const known = await store.get({ account }, 'project', wanted);
  if (projectId !== undefined || known?.state === 'active') {
    const scope = await projectScope(store, call.caller, wanted);
    reporting.project(scope.project);
    reporting.count('projects', 'known');
    return scope;
  }
  if (known !== undefined)
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `Project ${id} was deleted here. Restore it, or name the project to import into.`,
    );
  reporting.count('projects', 'added');
  if (isDryRun) return undefined;
  const payload = asJson({ name, description });
  await store.commit(
    { account },
    {
      at: Math.min(at, clock()),
      author: authorOf(call.caller),
      operations: [
        { op: 'create-project', project: id },
        { op: 'put', kind: 'project', id, state: 'active', payload, expect: 'absent' },
        newIndexPut(id),
      ],
    },
  );
  reporting.project(id);
  return { account, project: id };
}

function severalProjects(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'The archive holds several projects, which go into projects of their own. Leave project_id out.',
  );
}
