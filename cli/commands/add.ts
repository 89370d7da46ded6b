/** `keepsake add`: files and folders into the drive, and attached to a project. */
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FormData, type Response } from 'undici';
import { KeepsakeError, toKeepsakeError, type Client, type Document } from '../../contract/index.ts';
import type { Output } from '../output.ts';
import { findProject, openSession } from '../session.ts';

export interface AddOptions {
  project?: string;
  wait: boolean;
}

interface LocalFile {
  readonly path: string;
  readonly size: number;
  /** The folder of the drive that it goes into. */
  readonly folder: string;
}

type Outcome = { path: string } & (
  | { status: 'okay' | 'pending'; document_id: string }
  | { status: 'error'; reason: string }
);

const pollMs = 250;

export async function add(paths: readonly string[], options: AddOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const project = await findProject(client, options.project);
  const drives = await client.listDrives({});
  const files = (
    await Promise.all(paths.map((path) => collect(client, path, drives.items[0]?.root_item_id ?? '')))
  ).flat();
  if (files.length === 0)
    throw new KeepsakeError('NOT_FOUND', 'There are no files there. Name files, or folders that hold some.');
  const outcomes = await uploadAll(client, files, project.id, output);
  const done = options.wait ? await waitForAll(client, project.id, outcomes, output) : outcomes;
  output.result(done, done.map(showOutcome));
  if (done.some(({ status }) => status === 'error')) process.exitCode = 1;
}

/** The files below a path; folders are made in the drive as they stand on disk. */
async function collect(client: Client<Response>, path: string, folder: string): Promise<LocalFile[]> {
  const found = await stat(path).catch(() => {
    throw new KeepsakeError('NOT_FOUND', `There is no file or folder ${path}. Check the path.`);
  });
  if (found.isFile()) return [{ path, size: found.size, folder }];
  if (!found.isDirectory()) return [];
  const own = await folderNamed(client, folder, basename(path));
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  const files: LocalFile[] = [];
  for (const name of names) files.push(...(await collect(client, join(path, name), own)));
  return files;
}

async function folderNamed(client: Client<Response>, parent: string, name: string): Promise<string> {
  try {
    return (await client.createFolder({ itemId: parent, name })).id;
  } catch (error) {
    const existing = toKeepsakeError(error).details?.['existing_id'];
    if (typeof existing === 'string') return existing;
    throw error;
  }
}

async function uploadAll(
  client: Client<Response>,
  files: readonly LocalFile[],
  projectId: string,
  output: Output,
): Promise<Outcome[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const bar = output.progress(`uploading ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
  const outcomes: Outcome[] = [];
  let done = 0;
  for (const file of files) {
    bar.update(done, total);
    outcomes.push(await uploadOne(client, file, projectId));
    done += file.size;
  }
  bar.end();
  return outcomes;
}

/** One file that fails does not keep the others from being added. */
async function uploadOne(
  client: Client<Response>,
  { path, folder }: LocalFile,
  projectId: string,
): Promise<Outcome> {
  try {
    const form = new FormData();
    form.set('file', await openAsBlob(path), basename(path));
    const { document_id = '' } = await client.uploadFile(
      { itemId: folder, on_conflict: 'replace', project_id: projectId },
      { form },
    );
    return { path, status: 'pending', document_id };
  } catch (error) {
    const { code, message } = toKeepsakeError(error);
    if (code === 'UNAVAILABLE') throw error;
    return { path, status: 'error', reason: message };
  }
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

async function waitFor(
  client: Client<Response>,
  projectId: string,
  { path, document_id: documentId }: Outcome & { document_id: string },
): Promise<Outcome> {
  for (;;) {
    const document: Document = await client.getDocument({ projectId, documentId });
    if (document.status === 'okay') return { path, status: 'okay', document_id: documentId };
    if (document.status === 'error') return { path, status: 'error', reason: document.reason };
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function showOutcome(outcome: Outcome): string {
  if (outcome.status === 'error') return `✗ ${outcome.path}: ${outcome.reason}`;
  return outcome.status === 'okay' ? `✓ ${outcome.path} is indexed` : `✓ ${outcome.path} is uploaded`;
}
