/** The engine of sync: the links of who runs this server as operations, and their exchanges while it runs. */
import type { Logger } from 'pino';
import { KeepsakeError, type ErasureTarget } from '../../../contract/index.ts';
import { accountScope, requireStanding, type Caller } from '../../services/caller.ts';
import type { Documents } from '../../services/documents.ts';
import type { Erasures } from '../../services/erasure/erasures.ts';
import type { Heads } from '../../services/heads.ts';
import type { Links } from '../../services/links.ts';
import type { Originals } from '../../services/originals.ts';
import type { Sync } from '../../services/sync.ts';
import type { BlobStore } from '../../store/blobs.ts';
import { nowhereToFetch, type LinkedContents } from '../service/drive/absent.ts';
import { fetchContent, type FetchingDependencies } from '../service/drive/fetching.ts';
import { createReplica, type ReplicaDependencies } from '../service/replica.ts';
import { forwardedClashes, forwardedDriveClashes } from './clashes.ts';
import { createJoining, type JoiningDependencies } from './joining.ts';
import {
  createLinkOperations,
  requireSecrets,
  secretOf,
  type EngineCore,
  type LinkSecrets,
} from './operations.ts';
import { linksOf, projectLink, projectLinksOf, requireLink, type StoredLink } from './records.ts';
import { createRunningLink, type RunningLink } from './running-link.ts';

export interface EngineDependencies
  extends JoiningDependencies, Omit<ReplicaDependencies, 'erase' | 'content'>, FetchingDependencies {
  /** Where files' bytes are looked for that are not here. */
  readonly linkedContents: LinkedContents;
  readonly blobs: Pick<BlobStore, 'remove'>;
  readonly originals: Originals;
  readonly documents: Pick<Documents, 'add' | 'addedBefore' | 'remove' | 'removeFolder'>;
  readonly erasures: Pick<Erasures, 'ask'>;
  readonly heads: Heads;
  readonly logger: Logger;
  /** Where tokens are kept; none on a server that many share, which is linked to nothing. */
  readonly secrets: LinkSecrets | undefined;
}

type Clashes = 'clashes' | 'resolve' | 'driveClashes' | 'resolveOfDrive';

export interface Engine {
  readonly links: Links;
  /** Clashes of linked projects, and of a drive that a link carries, are those of the remote server. */
  clashesOf(own: Pick<Sync, Clashes>): Pick<Sync, Clashes>;
  /** Begins the exchanges of an account. */
  start(account: string): Promise<void>;
  /** Ends them; what is under way is done again by the next start. */
  close(): Promise<void>;
}

export function createEngine(dependencies: EngineDependencies): Engine {
  const { store, heads } = dependencies;
  const running = new Map<string, RunningLink>();
  const joining = createJoining(dependencies);
  const replica = createReplica({ ...dependencies, erase: erasingHere(dependencies.erasures) });
  let stopWatching: () => void = () => undefined;
  let isClosed = false;

  function run(account: string, stored: StoredLink): RunningLink {
    const caller: Caller = { type: 'owner', account };
    const linkNew = (link: RunningLink) => joining.linkNew({ caller }, link);
    const link = createRunningLink({ ...dependencies, replica, account, token, linkNew }, stored);
    running.set(stored.id, link);
    return link;
  }

  async function token(link: string): Promise<string> {
    const found = await requireSecrets(dependencies.secrets).get(secretOf(link));
    if (found !== undefined) return found;
    throw new KeepsakeError(
      'UNAUTHORIZED',
      `The token of link ${link} is not in the keychain of this computer any more. Unlink and link again; both sides keep what they have.`,
    );
  }

  async function runningOf(caller: Caller, id: string): Promise<RunningLink> {
    requireStanding(caller, 'operator');
    const stored = await requireLink(store, accountScope(caller), id);
    return running.get(id) ?? run(caller.account, stored);
  }

  /** The link of a project, with its exchange. */
  async function runOf({ account }: Caller, project: string) {
    const stored = await projectLink(store, { account }, project);
    const link = stored === undefined ? undefined : running.get(stored.parent);
    const one = link?.projects().find((candidate) => candidate.project === project);
    return link === undefined || one === undefined ? undefined : { link, one };
  }

  function carrierOf(account: string): RunningLink | undefined {
    return [...running.values()].find(
      (link) => link.account === account && link.settings().payload.drive === true,
    );
  }

  dependencies.linkedContents.use(async (account, wanted, { isUrgent, arrived }) => {
    const carrier = carrierOf(account);
    if (carrier === undefined) throw nowhereToFetch();
    await fetchContent(dependencies, carrier.bytes(isUrgent), account, wanted, arrived);
  });

  const core: EngineCore = { ...dependencies, running, joining, run, runningOf, runOf, carrierOf };
  return {
    links: createLinkOperations(core),
    clashesOf: (own) => ({
      ...forwardedClashes(own, (caller, project) => runOf(caller, project)),
      ...forwardedDriveClashes(own, carrierOf),
    }),
    async start(account) {
      if (dependencies.secrets === undefined) return;
      for (const stored of await linksOf(store, { account })) {
        const link = run(account, stored);
        for (const one of await projectLinksOf(store, { account }, stored.id)) await link.add(one);
        await link.carry();
        void link.look();
      }
      // A project that was just made is to be linked now, not at the next look.
      const changed = (): Promise<void> => {
        for (const link of running.values()) if (link.settings().payload.all) void link.look();
        return Promise.resolve();
      };
      if (!isClosed) stopWatching = heads.watch({ account }, { changed, end: () => undefined });
    },
    async close() {
      isClosed = true;
      stopWatching();
      await Promise.all([...running.values()].map((link) => link.close()));
    },
  };
}

/** What the remote server says was deleted permanently is deleted here as people would, with a receipt. */
function erasingHere(erasures: Pick<Erasures, 'ask'>): ReplicaDependencies['erase'] {
  return async ({ account, project }, { kind, id, revisions }) => {
    const caller: Caller = { type: 'owner', account, client: 'sync' };
    const target = {
      type: kind,
      id,
      project_id: project,
      ...(revisions && { revisions }),
    } as ErasureTarget;
    try {
      await erasures.ask({ caller }, { target, confirm: id });
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.code !== 'NOT_FOUND') throw error;
    }
  };
}
