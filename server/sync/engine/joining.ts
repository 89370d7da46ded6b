/** Which local project is kept in which remote one: joined, taken apart, and for links of all projects found by themselves. */
import { createHash } from 'node:crypto';
import { KeepsakeError, type LinkedProject, type Project } from '../../../contract/index.ts';
import { accountScope, projectScope, type Call } from '../../services/caller.ts';
import type { Projects } from '../../services/projects.ts';
import { commitFor, typed, type Clock } from '../../services/records.ts';
import type { Store } from '../../store/store.ts';
import { saveSettings } from './durable.ts';
import { remoteProjects, saidBy } from './making.ts';
import { projectLink, projectLinkPut, projectLinksOf, viewProjectLink } from './records.ts';
import type { RunningLink } from './running-link.ts';

export interface JoiningDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly projects: Pick<Projects, 'create' | 'get' | 'remove' | 'restore'>;
}

/** What people set of a project. */
type Settings = Pick<Project, 'name' | 'description'>;

export function createJoining({ store, clock, projects }: JoiningDependencies) {
  /** Writes that the two belong together, and begins their exchange. @param begun what both have, where one was made after the other */
  async function join(
    call: Call,
    link: RunningLink,
    project: string,
    remote: string,
    begun?: Settings,
  ): Promise<LinkedProject> {
    const scope = accountScope(call.caller);
    const put = projectLinkPut({ project, link: link.id, remote }, 'active');
    await commitFor(store, clock, { caller: call.caller }, scope, [put]);
    const stored = await projectLink(store, scope, project);
    if (stored === undefined) throw notLinked(project);
    const base = { linkedBy: stored.revision, ...(begun && { payload: begun }) };
    await saveSettings(store, { ...scope, project }, base);
    await link.add(stored);
    return viewProjectLink(stored);
  }

  async function link(call: Call, to: RunningLink, project: string, remote: string): Promise<LinkedProject> {
    await projectScope(store, call.caller, project);
    const before = await projectLink(store, accountScope(call.caller), project);
    if (before !== undefined) {
      const isRepeat = before.parent === to.id && (remote === 'create' || remote === before.payload.remote);
      if (isRepeat) return viewProjectLink(before);
      throw new KeepsakeError(
        'STATE_NOT_READY',
        `Project ${project} is linked already, to project ${before.payload.remote}. Unlink it first; both sides keep what they have.`,
      );
    }
    if (remote !== 'create') {
      await assertFree(call, to, remote);
      await saidBy(() => to.client.getProject({ projectId: remote }));
      return join(call, to, project, remote);
    }
    const { name, description } = await projects.get(call.caller, { projectId: project });
    // Asked for again after a crash, the server answers with the one that it made.
    const last = await store.get(accountScope(call.caller), 'project-link', project);
    const about = JSON.stringify([to.id, project, last?.revision, name, description]);
    const options = { idempotencyKey: createHash('sha256').update(about).digest('hex') };
    const made = await saidBy(() => to.client.createProject({ name, description }, options));
    return join(call, to, project, made.id, { name, description });
  }

  async function clone(call: Call, from: RunningLink, remote: string): Promise<LinkedProject> {
    await assertFree(call, from, remote);
    const { name, description } = await saidBy(() => from.client.getProject({ projectId: remote }));
    const { id } = await projects.create(call, { name, description });
    return join(call, from, id, remote, { name, description });
  }

  /** @throws KeepsakeError STATE_NOT_READY for a remote project that another local one is kept in */
  async function assertFree({ caller }: Call, { id }: RunningLink, remote: string): Promise<void> {
    const linked = await projectLinksOf(store, accountScope(caller), id);
    const holder = linked.find(({ payload }) => payload.remote === remote);
    if (holder === undefined) return;
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `Project ${remote} of the remote server is here already, as ${holder.id}. Unlink that one first.`,
    );
  }

  async function unlink(call: Call, link: RunningLink | undefined, project: string): Promise<void> {
    const scope = accountScope(call.caller);
    const stored = await projectLink(store, scope, project);
    if (stored === undefined) throw notLinked(project);
    await link?.drop(project);
    const names = { project, link: stored.parent, remote: stored.payload.remote };
    await commitFor(store, clock, { caller: call.caller }, scope, [projectLinkPut(names, 'unlinked')]);
  }

  /** Projects of one name become one; what was taken out of the link by a person stays out. */
  async function linkNew(call: Call, to: RunningLink): Promise<void> {
    if (!to.settings().payload.all || to.settings().payload.paused) return;
    const scope = accountScope(call.caller);
    const known = await projectLinksOf(store, scope, to.id, ['active', 'unlinked']);
    const there = await remoteProjects(to.client);
    const here = await activeProjects(call);
    const newThere = there.filter(({ id }) => !known.some(({ payload }) => payload.remote === id));
    for (const { id, name } of here.filter((one) => !known.some((linked) => linked.id === one.id))) {
      if ((await projectLink(store, scope, id)) !== undefined) continue;
      const same = newThere.findIndex((one) => one.name === name);
      const [twin] = same === -1 ? [] : newThere.splice(same, 1);
      await link(call, to, id, twin?.id ?? 'create');
    }
    for (const { id } of newThere) await clone(call, to, id);
  }

  async function activeProjects({ caller }: Call): Promise<{ id: string; name: string }[]> {
    const query = { kind: 'project', states: ['active'], order: 'created', limit: 10_000 } as const;
    const records = await store.list(accountScope(caller), query);
    return records.map((record) => ({ id: record.id, name: typed<{ name: string }>(record).payload.name }));
  }

  return { link, clone, unlink, linkNew };
}

export function notLinked(project: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `Project ${project} is not linked to a remote server.`);
}
