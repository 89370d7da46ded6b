/** `keepsake add`: files and folders into the drive, and attached to a project. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Response } from 'undici';
import { KeepsakeError, toKeepsakeError, type Client, type Document } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession, type Session } from '../session.ts';
import { createFolders, type DriveFolders } from '../uploading/folders.ts';
import { createTransfers, type Change, type Transfers } from '../uploading/transfer.ts';
import { readTree } from '../uploading/tree.ts';

export interface AddOptions {
  project?: string;
  wait: boolean;
  watch?: boolean;
}

interface Planned {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Of the drive, from its top. */
  readonly folders: readonly string[];
}

type Added = { path: string; change: Change; item_id: string; document_id?: string };
type Outcome =
  | (Added & { status: 'okay' | 'pending' })
  | { path: string; status: 'error'; reason: string; document_id?: string };

const pollMs = 250;
const filesAtOnce = 4;
/** The most items that one request attaches. */
const attachAtOnce = 100;

export async function add(paths: readonly string[], options: AddOptions, output: Output): Promise<void> {
  const session = await openSession();
  const { client } = session;
  if (options.watch === true) return (await import('./watch.ts')).watch(session, paths, options, output);
  const project = await findProject(client, options.project);
  const drives = await client.listDrives({});
  const folders = createFolders(client, drives.items[0]?.root_item_id ?? '');
  const { files, folders: names, unreadable } = await plan(paths);
  if (files.length === 0 && names.length === 0)
    throw new KeepsakeError('NOT_FOUND', 'There are no files there. Name files, or folders that hold some.');
  for (const one of names) await folders.at(one).catch(() => undefined);
  const sent = await uploadAll(session, folders, files, project.id, output);
  const outcomes = await attachUnchanged(client, project.id, sent);
  const indexed = options.wait ? await waitForAll(client, project.id, outcomes, output) : outcomes;
  const done = [...indexed, ...unreadable.map(notReadable)];
  output.result(done, done.map(showOutcome));
  if (done.some(({ status }) => status === 'error')) process.exitCode = 1;
}

function notReadable(path: string): Outcome {
  const reason = 'This folder cannot be read. Check its permissions, then add it again.';
  return { path, status: 'error', reason };
}

interface Plan {
  readonly files: Planned[];
  /** Of the drive, also those that hold nothing. */
  readonly folders: (readonly string[])[];
  /** Paths of folders. */
  readonly unreadable: string[];
}

/** The files below the paths, and the folders that they stand in. */
async function plan(paths: readonly string[]): Promise<Plan> {
  const [files, folders, unreadable]: [Planned[], (readonly string[])[], string[]] = [[], [], []];
  for (const path of paths) {
    const found = await stat(path).catch(() => {
      throw new KeepsakeError('NOT_FOUND', `There is no file or folder ${path}. Check the path.`);
    });
    const name = basename(resolve(path));
    if (found.isFile()) files.push({ path, name, size: found.size, folders: [] });
    if (!found.isDirectory()) continue;
    const tree = await readTree(path);
    files.push(...tree.files.map((file) => ({ ...file, folders: [name, ...file.folders] })));
    folders.push([name], ...tree.folders.map(({ names }) => [name, ...names]));
    unreadable.push(...tree.unreadable);
  }
  return { files, folders, unreadable };
}

async function uploadAll(
  { client, transport }: Session,
  folders: DriveFolders,
  files: readonly Planned[],
  projectId: string,
  output: Output,
): Promise<Outcome[]> {
  const transfers = createTransfers(client, transport, projectId);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const bar = output.progress(`uploading ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
  let done = 0;
  const outcomes: Outcome[] = [];
  const waiting = files.entries();
  async function work(): Promise<void> {
    for (const [at, file] of waiting) {
      let own = 0;
      const onBytes = (bytes: number): void => {
        done += bytes - own;
        own = bytes;
        bar.update(done, total);
      };
      outcomes[at] = await uploadOne(transfers, folders, file, onBytes);
      onBytes(file.size);
    }
  }
  try {
    await Promise.all(Array.from({ length: filesAtOnce }, work));
  } finally {
    bar.end();
  }
  return outcomes;
}

/** One file that fails does not keep the others from being added. */
async function uploadOne(
  transfers: Transfers,
  folders: DriveFolders,
  file: Planned,
  onBytes: (done: number) => void,
): Promise<Outcome> {
  const { path } = file;
  try {
    const { change, item, documentId } = await transfers.put(await folders.at(file.folders), file, onBytes);
    const document = documentId === undefined ? {} : { document_id: documentId };
    return { path, status: 'pending', change, item_id: item.id, ...document };
  } catch (error) {
    const { code, message } = toKeepsakeError(error);
    if (code === 'UNAVAILABLE') throw error;
    return { path, status: 'error', reason: message };
  }
}

/** What was in the drive already may not be in this project yet. */
async function attachUnchanged(
  client: Client<Response>,
  projectId: string,
  outcomes: readonly Outcome[],
): Promise<Outcome[]> {
  const documents = new Map<string, string>();
  const items = outcomes.flatMap((one) =>
    'change' in one && one.document_id === undefined ? [one.item_id] : [],
  );
  for (let at = 0; at < items.length; at += attachAtOnce) {
    const batch = [...new Set(items.slice(at, at + attachAtOnce))];
    const attached = await client.addDocuments({ projectId, item_ids: batch });
    for (const document of attached.items) documents.set(document.item_id, document.id);
  }
  return outcomes.map((one) => {
    const id = 'item_id' in one ? documents.get(one.item_id) : undefined;
    return id === undefined ? one : { ...one, document_id: id };
  });
}

async function waitForAll(
  client: Client<Response>,
  projectId: string,
  outcomes: readonly Outcome[],
  output: Output,
): Promise<Outcome[]> {
  const bar = output.progress('indexing');
  const done: Outcome[] = [];
  for (const outcome of outcomes) {
    bar.update(done.length, outcomes.length);
    done.push(outcome.status === 'pending' ? await waitFor(client, projectId, outcome) : outcome);
  }
  bar.end();
  return done;
}

async function waitFor(client: Client<Response>, projectId: string, added: Added): Promise<Outcome> {
  const { path, document_id: documentId = '' } = added;
  for (;;) {
    const document: Document = await client.getDocument({ projectId, documentId });
    if (document.status === 'okay') return { ...added, status: 'okay' };
    if (document.status === 'error')
      return { path, status: 'error', reason: document.reason, document_id: documentId };
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function showOutcome(outcome: Outcome): string {
  if (outcome.status === 'error') return `✗ ${outcome.path}: ${outcome.reason}`;
  if (outcome.change === 'unchanged') return `= ${outcome.path} is unchanged`;
  return outcome.status === 'okay' ? `✓ ${outcome.path} is indexed` : `✓ ${outcome.path} is uploaded`;
}
