/** One linked project while the server runs: its exchange, its documents, and the clashes that the remote server keeps of it. */
import type { Client, ProjectSyncState } from '../../../contract/index.ts';
import type { Scope } from '../../store/store.ts';
import type { Replica } from '../service/replica.ts';
import { createAttached, type AttachedDependencies } from './attached.ts';
import { noClashes, openFrom, openQuery, type OpenClashes } from './open-clashes.ts';
import { viewProjectLink, type StoredProjectLink } from './records.ts';
import { runExchange, type ExchangeRun, type RunningExchangeDependencies } from './running-exchange.ts';
import { createSettingsExchange } from './settings.ts';
import { projectSide } from './sides.ts';
import { createTrying } from './trying.ts';

export interface LinkedProjectDependencies extends RunningExchangeDependencies {
  readonly replica: Replica;
  readonly documents: AttachedDependencies['documents'];
  readonly isCarried: AttachedDependencies['isCarried'];
}

export interface LinkedProjectRun extends Omit<ExchangeRun, 'state'> {
  readonly project: string;
  readonly remote: string;
  state(): Promise<ProjectSyncState>;
  clashing(): ReadonlySet<string>;
  /** Somebody looked at the clashes: they may have been decided elsewhere, of which no version tells. */
  noted(open: OpenClashes): void;
  /** Files of the drive came, or reached the remote server. */
  attach(): void;
  /** Documents that are not attached there yet; nothing where the drive is not carried. */
  attaching(): ReadonlySet<string> | undefined;
}

/** @throws what the store throws */
export async function runLinkedProject(
  dependencies: LinkedProjectDependencies,
  scope: Required<Scope>,
  stored: StoredProjectLink,
): Promise<LinkedProjectRun> {
  const { replica, isCarried, logger, remote } = dependencies;
  const there = stored.payload.remote;
  let clashes = noClashes;
  const about = { scope, remote: there, linkedBy: stored.revision };
  const client = remote.client({ sent: 0, received: 0 });
  const attached = createAttached({ ...dependencies, ...about, client });
  const attaching = createTrying(
    () => (dependencies.settings().paused ? Promise.resolve() : attached.look()),
    (error) =>
      logger.debug({ err: error, project: scope.project }, 'documents were not attached on both sides'),
  );
  const settings = createSettingsExchange({ ...dependencies, ...about, client });
  let hasMoved = false;
  const settling = createTrying(
    () => (dependencies.settings().paused ? Promise.resolve() : settle()),
    (error) => logger.debug({ err: error, project: scope.project }, 'settings were not exchanged'),
  );

  /** Clashes are asked for afterwards: settings may have brought one. */
  async function settle(): Promise<void> {
    const isNews = await settings.look();
    if (!hasMoved && !isNews) return;
    hasMoved = false;
    clashes = await openClashes(client, there).catch((error: unknown) => {
      hasMoved = true;
      throw error;
    });
  }

  const run = await runExchange(dependencies, {
    linkedBy: stored.revision,
    scope,
    project: there,
    replica: {
      ...replica,
      compare(...asked) {
        attached.readAgain();
        return replica.compare(...asked);
      },
    },
    side: (own) => projectSide({ client: own, scope, remote: there }),
    rested(_client, moved) {
      hasMoved ||= moved;
      settling.now();
      attaching.now();
    },
  });
  return {
    ...run,
    project: scope.project,
    remote: there,
    attach: () => attaching.now(),
    attaching: () => (isCarried() ? attached.waiting() : undefined),
    clashing: () => clashes.records,
    noted: (open) => void (clashes = open),
    async state() {
      const shown = await run.state();
      const pending = shown.pending + attached.waiting().size + Number(await settings.isWaiting());
      const isBehind = pending > 0 || attaching.isFailing() || settling.isFailing();
      const state = shown.state === 'synced' && isBehind ? 'waiting' : shown.state;
      return { ...viewProjectLink(stored), ...shown, state, pending, clashes: clashes.total };
    },
    async close() {
      await run.close();
      await Promise.all([attaching.close(), settling.close()]);
    },
  };
}

async function openClashes(client: Client, projectId: string): Promise<OpenClashes> {
  const found = await client.listClashes({ projectId, ...openQuery });
  return openFrom(openQuery, found, ({ record_id: id }) => id) ?? noClashes;
}
