/** Links and linked projects as they are stored: records of the account, without secrets. */
import { KeepsakeError, type Link, type LinkedProject } from '../../../contract/index.ts';
import type { Standing } from '../../../contract/roles.ts';
import { asJson, typed, viewTime, type RecordOf } from '../../services/records.ts';
import type { Put, Scope, Store, StoredRecord } from '../../store/store.ts';

export interface LinkPayload {
  readonly url: string;
  readonly deviceName: string;
  readonly role: Standing;
  readonly all: boolean;
  /** Left out by links that were made before drives were carried. */
  readonly drive?: boolean;
  /** Until the link ends, or leaves the drive out. */
  readonly bringAll?: boolean;
  readonly paused: boolean;
  readonly metered: boolean;
  readonly bytesPerSecond: number | null;
}

/** A record `project-link` has the id of the local project and hangs from its link. */
export interface ProjectLinkPayload {
  readonly remote: string;
}

export type StoredLink = RecordOf<LinkPayload>;
export type StoredProjectLink = RecordOf<ProjectLinkPayload> & { readonly parent: string };

const atOnce = 500;

/** Those that were not ended. */
export function linksOf(store: Store, scope: Scope): Promise<StoredLink[]> {
  return allOf<LinkPayload>(store, scope, 'link', ['active']);
}

/** @throws KeepsakeError NOT_FOUND */
export async function requireLink(store: Store, scope: Scope, id: string): Promise<StoredLink> {
  const record = await store.get(scope, 'link', id);
  if (record?.state === 'active') return typed<LinkPayload>(record);
  throw new KeepsakeError(
    'NOT_FOUND',
    `There is no link ${id} on this computer. List the links for their ids.`,
  );
}

/** @param states `active`, and `unlinked` for projects that were taken out of a link */
export async function projectLinksOf(
  store: Store,
  scope: Scope,
  link: string,
  states: readonly string[] = ['active'],
): Promise<StoredProjectLink[]> {
  const all = await allOf<ProjectLinkPayload>(store, scope, 'project-link', states, link);
  return all.map((record) => ({ ...record, parent: link }));
}

/** The link of a project; undefined when it has none now. */
export async function projectLink(
  store: Store,
  scope: Scope,
  project: string,
): Promise<StoredProjectLink | undefined> {
  const record = await store.get(scope, 'project-link', project);
  if (record?.state !== 'active' || record.parent === undefined) return undefined;
  return { ...typed<ProjectLinkPayload>(record), parent: record.parent };
}

async function allOf<P>(
  store: Store,
  scope: Scope,
  kind: string,
  states: readonly string[],
  parent?: string,
): Promise<RecordOf<P>[]> {
  const found: StoredRecord[] = [];
  const query = { kind, states, order: 'created', limit: atOnce, ...(parent && { parent }) } as const;
  for (let offset = 0; ; offset += atOnce) {
    const page = await store.list(scope, { ...query, offset });
    found.push(...page);
    if (page.length < atOnce) return found.map((record) => typed<P>(record));
  }
}

export function linkPut(
  id: string,
  payload: LinkPayload,
  { before, state = 'active' }: { before?: StoredLink; state?: 'active' | 'ended' } = {},
): Put {
  const expect = before === undefined ? 'absent' : { version: before.version };
  return { op: 'put', kind: 'link', id, state, payload: asJson(payload), expect, history: false };
}

export function projectLinkPut(
  { project, link, remote }: { project: string; link: string; remote: string },
  state: 'active' | 'unlinked',
): Put {
  const payload: ProjectLinkPayload = { remote };
  return {
    op: 'put',
    kind: 'project-link',
    id: project,
    parent: link,
    state,
    payload: asJson(payload),
    history: false,
  };
}

export function viewLink({ id, payload, createdAt }: StoredLink): Link {
  const {
    url,
    deviceName,
    role,
    all,
    drive = false,
    bringAll = false,
    paused,
    metered,
    bytesPerSecond,
  } = payload;
  return {
    id,
    url,
    device_name: deviceName,
    role,
    all,
    drive,
    bring_all: bringAll,
    paused,
    metered,
    bytes_per_second: bytesPerSecond,
    created_at: viewTime(createdAt),
  };
}

export function viewProjectLink({ id, parent, payload }: StoredProjectLink): LinkedProject {
  return { project_id: id, link_id: parent, remote_project_id: payload.remote };
}
