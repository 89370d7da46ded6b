/** `keepsake branch` and `keepsake merge`. */
import { KeepsakeError, type Branch } from '../../contract/index.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { openProject, type ProjectOptions, type RefOptions } from './commands.ts';
import { everyPage, showChange, showConflict } from './lines.ts';

export interface MergeOptions extends ProjectOptions {
  dryRun?: boolean;
  take?: string[];
  message?: string;
}

export async function createBranch(name: string, options: RefOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const branch = await client.createBranch({ projectId, name, from: options.at, message: options.message });
  output.result(branch, [showBranch(branch)]);
}

export async function listBranches(options: ProjectOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const items = await everyPage((after: string | undefined) =>
    client.listBranches({ projectId, after, limit: 100 }),
  );
  output.result(items, items.length === 0 ? ['There are no branches.'] : items.map(showBranch));
}

export async function compareBranch(branch: string, options: ProjectOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const items = await everyPage((after: string | undefined) =>
    client.compareBranch({ projectId, branch, after, limit: 100 }),
  );
  const lines = items.flatMap((item) => [...showChange(item), ...item.conflicts.flatMap(showConflict)]);
  output.result(items, items.length === 0 ? ['Merging it changes nothing.'] : lines);
}

export async function deleteBranch(branch: string, options: ProjectOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  output.result(await client.deleteBranch({ projectId, branch }), [`Put branch ${branch} away.`]);
}

export async function merge(branch: string, options: MergeOptions, output: Output): Promise<void> {
  const { client, projectId } = await openProject(options);
  const { dryRun = false, take = [], message } = options;
  const resolutions = take.map(resolution);
  const result = await client.mergeBranch({ projectId, branch, dry_run: dryRun, message, resolutions });
  const { merged, seq, changed, conflicts } = result;
  const records = `${changed} ${changed === 1 ? 'record' : 'records'}`;
  if (merged) return output.result(result, [`Merged ${branch} as commit ${seq}: ${records} changed.`]);
  if (conflicts.length > 0 && !dryRun) process.exitCode = exitCodes.refused;
  const head =
    conflicts.length === 0
      ? `Merging ${branch} would change ${records}, without conflicts.`
      : `Nothing is merged: ${conflicts.length} conflicts are to be decided, with --take main:ID or branch:ID.`;
  output.result(result, [head, ...conflicts.flatMap(showConflict)]);
}

/** `branch:mem_….content` → the side to take, of a record or one of its fields. */
function resolution(text: string): { id: string; field: string | undefined; take: 'main' | 'branch' } {
  const match = /^(main|branch):([a-z]+_[0-9a-z]{26})(?:\.(.+))?$/.exec(text);
  if (match === null)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `"${text}" names no side and record. Write it like main:mem_… or branch:mem_….content.`,
    );
  const [, take, id = '', field] = match;
  return { id, field, take: take as 'main' | 'branch' };
}

function showBranch({ name, base_seq, created_at, message }: Branch): string {
  return `${name}  (from commit ${base_seq}, ${created_at})${message === undefined ? '' : `  ${message}`}`;
}
