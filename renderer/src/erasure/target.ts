/** What an ID stands for, and whether a project has to be named with it. */
import type { ErasureTarget } from '../../../contract/operations/erasure.ts';

type Kind = ErasureTarget['type'];

const kinds: Record<string, Kind> = {
  mem: 'memory',
  ent: 'entry',
  conv: 'conversation',
  msg: 'message',
  doc: 'document',
  itm: 'file',
  key: 'key_writes',
  prj: 'project',
};
const inProject: readonly Kind[] = ['memory', 'entry', 'conversation', 'message', 'document'];

/** Nothing for what is no whole ID of something that can be deleted permanently. */
export function kindOfId(id: string): Kind | undefined {
  const prefix = /^([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(id)?.[1];
  return prefix === undefined ? undefined : kinds[prefix];
}

export function needsProject(kind: Kind): boolean {
  return inProject.includes(kind);
}

/** @param projectId of what is in a project; what a key wrote in all projects when left out */
export function targetOf(type: Kind, id: string, projectId: string | undefined): ErasureTarget {
  if (type === 'key_writes')
    return { type, id, ...(projectId === undefined ? {} : { project_id: projectId }) };
  if (type === 'file' || type === 'project') return { type, id };
  return { type, id, project_id: projectId ?? '' };
}
