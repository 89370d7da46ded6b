/** What somebody asks to have deleted permanently: whether it is there, and whether they mean it. */
import { KeepsakeError, type ErasureTarget } from '../../../contract/index.ts';
import type { Scope, Store, StoredRecord } from '../../store/store.ts';
import { typed } from '../records.ts';
import { isThere } from './plan.ts';

/** The record that a target names; for what is on a branch alone, its project. @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR */
export async function requireTarget(
  store: Store,
  scope: Scope,
  target: ErasureTarget,
): Promise<StoredRecord> {
  const projectId =
    target.type === 'file' ? undefined : target.type === 'project' ? target.id : target.project_id;
  const project = projectId === undefined ? undefined : await store.get(scope, 'project', projectId);
  if (projectId !== undefined && project === undefined) throw notThere('project', projectId);
  if (target.type === 'project' && project !== undefined) return project;
  const kind = { file: 'item', key_writes: 'key' }[target.type as string] ?? target.type;
  const isOfAccount = target.type === 'file' || target.type === 'key_writes';
  const found = await store.get(
    isOfAccount ? scope : { ...scope, project: projectId as string },
    kind,
    target.id,
  );
  if (found === undefined) {
    const isOnBranch =
      project !== undefined && (await isThere(store, { ...scope, project: project.id }, kind, target.id));
    if (isOnBranch) return project;
    throw notThere(target.type.replace('_writes', ''), target.id);
  }
  if ('revisions' in target && target.revisions !== undefined) {
    const names = target.revisions.map((revision) => ({ kind, id: target.id, revision }));
    const revisions = await store.revisionsNamed({ ...scope, project: projectId as string }, names);
    if (revisions.every((one) => one === undefined))
      throw notThere(`revision of those that were named of ${kind}`, target.id);
  }
  if (target.type === 'file' && typed<{ type?: string }>(found).payload.type !== 'file')
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `${target.id} is a folder, or gone already. Name the files one by one, or empty the trash.`,
    );
  return found;
}

/** @throws KeepsakeError VALIDATION_ERROR unless the id, or a project's name, was given again */
export function requireConfirmation(target: ErasureTarget, found: StoredRecord, confirm: string): void {
  const name = target.type === 'project' ? typed<{ name: string }>(found).payload.name : undefined;
  if (confirm === target.id || confirm === name) return;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `Nothing was deleted: "confirm" has to be exactly ${target.id}. A permanent deletion cannot be undone.`,
  );
}

export function notThere(what: string, id: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is no ${what} ${id}. Only what is named by its exact id is deleted; receipts of earlier deletions are in the list.`,
  );
}
