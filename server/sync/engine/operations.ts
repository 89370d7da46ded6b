/** The operations of links: making, changing and ending them, joining projects, and what people see of it all. */
import { KeepsakeError } from '../../../contract/index.ts';
import { newId } from '../../../local/ids.ts';
import type { Secrets } from '../../../local/secrets.ts';
import { accountScope, projectScope, requireStanding, type Caller } from '../../services/caller.ts';
import type { Content } from '../../services/content.ts';
import type { Links } from '../../services/links.ts';
import type { Originals } from '../../services/originals.ts';
import { commitFor, type Clock } from '../../services/records.ts';
import type { Scope } from '../../store/store.ts';
import type { LinkedContents } from '../service/drive/absent.ts';
import { changeLink, letGoOfDrive } from './changing.ts';
import { devicesThere } from './devices.ts';
import { createItemBytes } from './item-bytes.ts';
import { notLinked, type createJoining } from './joining.ts';
import { leave, type LeavingDependencies } from './leaving.ts';
import type { LinkedProjectRun } from './linked-project.ts';
import { probeRemote, remoteProjects, saidBy } from './making.ts';
import { linkPut, linksOf, projectLinksOf, requireLink, viewLink, type StoredLink } from './records.ts';
import type { RunningLink } from './running-link.ts';
import { linkState, recordStates } from './states.ts';

export type LinkSecrets = Pick<Secrets, 'get' | 'set' | 'delete'>;

/** The engine as its operations use it. */
export interface EngineCore extends Omit<LeavingDependencies, 'joining'> {
  readonly clock: Clock;
  readonly secrets: LinkSecrets | undefined;
  readonly content: Content;
  readonly linkedContents: LinkedContents;
  readonly originals: Originals;
  readonly joining: ReturnType<typeof createJoining>;
  /** Links by id. */
  readonly running: Map<string, RunningLink>;
  /** Begins a link. */
  run(account: string, stored: StoredLink): RunningLink;
  /** @throws KeepsakeError NOT_FOUND, FORBIDDEN */
  runningOf(caller: Caller, id: string): Promise<RunningLink>;
  /** The link of a project, with its exchange. */
  runOf(
    caller: Caller,
    project: string,
  ): Promise<{ readonly link: RunningLink; readonly one: LinkedProjectRun } | undefined>;
  /** The link that carries an account's drive. */
  carrierOf(account: string): RunningLink | undefined;
}

export function createLinkOperations(core: EngineCore): Links {
  return { ...ofLinks(core), ...ofProjects(core), ...createItemBytes(core) };
}

function ofLinks(core: EngineCore): Pick<Links, 'list' | 'create' | 'update' | 'remove'> {
  const { store, clock } = core;
  return {
    async list(caller) {
      requireStanding(caller, 'operator');
      return { items: (await linksOf(store, accountScope(caller))).map(viewLink) };
    },
    async create(call, input) {
      requireStanding(call.caller, 'operator');
      const secrets = requireSecrets(core.secrets);
      const scope = accountScope(call.caller);
      const { url, role } = await probeRemote(input.url, input.token, call.caller.account);
      const before = (await linksOf(store, scope)).find(({ payload }) => payload.url === url);
      if (before !== undefined)
        throw new KeepsakeError(
          'STATE_NOT_READY',
          `This computer is linked to ${url} already, by ${before.id}.`,
        );
      const id = newId('lnk');
      await secrets.set(secretOf(id), input.token);
      const { device_name: deviceName, all } = input;
      const settings = { paused: false, metered: false, bytesPerSecond: null };
      const drive = await mayCarry(core, scope, { wanted: input.drive, all });
      const put = linkPut(id, { url, deviceName, role, all, drive, ...settings });
      await commitFor(store, clock, { caller: call.caller }, scope, [put]);
      const stored = await requireLink(store, scope, id);
      const link = core.run(call.caller.account, stored);
      await link.carry();
      void link.look();
      return viewLink(stored);
    },
    async update(call, { linkId, bytes_per_second: limit, files, bring_all: bringAll, ...input }) {
      const link = await core.runningOf(call.caller, linkId);
      if (input.drive === true) await mayCarry(core, accountScope(call.caller), { wanted: true, by: linkId });
      if (input.drive === false) await letGoOfDrive(core, call, link, files);
      const stored = await changeLink(core, call, linkId, (payload) => {
        const drive = input.drive ?? payload.drive ?? false;
        return {
          ...payload,
          paused: input.paused ?? payload.paused,
          metered: input.metered ?? payload.metered,
          all: input.all ?? payload.all,
          drive,
          bringAll: drive && (bringAll ?? payload.bringAll ?? false),
          bytesPerSecond: limit === undefined ? payload.bytesPerSecond : limit,
        };
      });
      link.adjust(stored);
      await link.carry();
      void link.look();
      return viewLink(stored);
    },
    async remove(call, { linkId, files }) {
      const link = await core.runningOf(call.caller, linkId);
      await letGoOfDrive(core, call, link, files);
      core.running.delete(linkId);
      await link.close();
      for (const { id } of await projectLinksOf(store, accountScope(call.caller), linkId))
        await core.joining.unlink(call, undefined, id);
      await changeLink(core, call, linkId, (payload) => payload, 'ended');
      await core.secrets?.delete(secretOf(linkId));
      return { deleted: true, id: linkId };
    },
  };
}

function ofProjects(
  core: EngineCore,
): Omit<Links, keyof ReturnType<typeof ofLinks> | keyof ReturnType<typeof createItemBytes>> {
  const { store } = core;
  return {
    async remoteProjects(caller, { linkId }) {
      const { client } = await core.runningOf(caller, linkId);
      const linked = await projectLinksOf(store, accountScope(caller), linkId);
      const items = (await remoteProjects(client)).map(({ id, name, description, memory_count }) => {
        const project_id = linked.find(({ payload }) => payload.remote === id)?.id ?? null;
        return { id, name, description, memory_count, project_id };
      });
      return { items };
    },
    linkProject: async (call, { projectId, link_id, remote }) =>
      core.joining.link(call, await core.runningOf(call.caller, link_id), projectId, remote),
    cloneProject: async (call, { linkId, remote_project_id: remote }) =>
      core.joining.clone(call, await core.runningOf(call.caller, linkId), remote),
    async unlinkProject(call, { projectId, copy }) {
      requireStanding(call.caller, 'operator');
      const running = await core.runOf(call.caller, projectId);
      if (copy === 'remove' && running !== undefined) await leave(core, call, running);
      else if (copy === 'remove') throw notLinked(projectId);
      else await core.joining.unlink(call, running?.link, projectId);
      return { deleted: true, id: projectId };
    },
    devices: async (caller, { linkId, ...page }) =>
      devicesThere(store, caller.account, await core.runningOf(caller, linkId), page),
    async forgetDevice(caller, { linkId, deviceId }) {
      const { client } = await core.runningOf(caller, linkId);
      return saidBy(() => client.forgetDevice({ deviceId }));
    },
    async state(caller) {
      requireStanding(caller, 'operator');
      const stored = await linksOf(store, accountScope(caller));
      return {
        links: await Promise.all(
          stored.map((one) => linkState(one, core.running.get(one.id), core.originals)),
        ),
      };
    },
    async stateOfRecords(caller, { projectId, ids }) {
      requireStanding(caller, 'operator');
      const scope = await projectScope(store, caller, projectId);
      const run = await core.runOf(caller, projectId);
      return { states: run === undefined ? {} : await recordStates(store, scope, run.one, ids) };
    },
    async now(caller, { project_id: wanted }) {
      requireStanding(caller, 'operator');
      const all = [...core.running.values()];
      const chosen = all
        .flatMap((link) => link.projects())
        .filter(({ project }) => wanted === undefined || project === wanted);
      for (const one of chosen) one.retry();
      if (wanted === undefined) for (const link of all) link.drive()?.retry();
      for (const link of all) void link.look();
      return { projects: chosen.length };
    },
  };
}

/**
 * Whether a link is to carry the drive. One may: what a server is known to have is kept once for each file.
 *
 * @throws KeepsakeError STATE_NOT_READY when it is wanted and another link does
 */
async function mayCarry(
  { store }: EngineCore,
  scope: Scope,
  { wanted, all = false, by }: { wanted?: boolean | undefined; all?: boolean; by?: string },
): Promise<boolean> {
  const other = (await linksOf(store, scope)).find(({ id, payload }) => payload.drive === true && id !== by);
  if (other === undefined || wanted !== true) return wanted ?? (all && other === undefined);
  throw new KeepsakeError(
    'STATE_NOT_READY',
    `The drive is kept at ${other.payload.url} already. Let that link leave the drive out first; the files stay on both sides.`,
  );
}

/** The name of a link's token among the secrets of this computer. */
export function secretOf(link: string): string {
  return `link:${link}`;
}

/** @throws KeepsakeError STATE_NOT_READY for a server that is itself what others are linked to */
export function requireSecrets(secrets: LinkSecrets | undefined): LinkSecrets {
  if (secrets !== undefined) return secrets;
  throw new KeepsakeError(
    'STATE_NOT_READY',
    'This server is shared by many computers and is itself what they are linked to. Link the Keepsake of your own computer to it.',
  );
}
