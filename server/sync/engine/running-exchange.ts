/** One exchange while the server runs, of a linked project or of the drive: woken by local commits and by the remote server's events. */
import type { Logger } from 'pino';
import type { Client } from '../../../contract/index.ts';
import type { ExchangeState as ShownState } from '../../../contract/operations/links.ts';
import type { Heads } from '../../services/heads.ts';
import { viewTime } from '../../services/records.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { Replica } from '../service/replica.ts';
import { identityRow, loadExchange, saveExchange, type Turn } from './durable.ts';
import { createExchange, type Progress } from './exchange.ts';
import { createListening } from './listening.ts';
import { isOffline, type Problem } from './problems.ts';
import type { Remote, Traffic } from './remote.ts';
import { createRunner, type Runner } from './runner.ts';
import type { Side } from './sides.ts';

export interface RunningExchangeDependencies {
  readonly store: Store;
  readonly heads: Heads;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly remote: Remote;
  /** A place among those that talk to the server at once. */
  readonly inLane: <T>(work: () => Promise<T>) => Promise<T>;
  /** The device that the link is registered as; another one when it may not be `instead` any more. */
  readonly device: (instead?: string) => Promise<Turn>;
  readonly settings: () => {
    readonly paused: boolean;
    readonly metered: boolean;
    readonly bytesPerSecond: number | null;
  };
  /** The remote server did not answer. */
  readonly offline: () => void;
}

/** What is exchanged, with whom. */
export interface Exchanged {
  /** Of another one everything begins anew. */
  readonly linkedBy: string;
  readonly scope: Scope;
  /** Of the remote server; the drive when left out. */
  readonly project?: string;
  readonly replica: Replica;
  side(client: Client, traffic: Traffic): Side;
  /** Nothing is left to send or take. @param moved whether anything was */
  readonly rested?: (client: Client, moved: boolean) => void;
}

export interface ExchangeRun {
  /** Something may have changed on either side. */
  stir(): void;
  /** The same after the server was away: also listens anew, since what it listens to may be dead. */
  renew(): void;
  /** As `stir`, and what was refused is sent again. */
  retry(): void;
  /** Paused, metered or neither, as the link's settings are now. */
  adjust(): void;
  state(): Promise<ShownState>;
  refused(): ReadonlySet<string>;
  isFailing(): boolean;
  close(): Promise<void>;
}

/** Few, so that searches of this computer need not wait long for them to be written. */
const versionsAtOnce = 50;
/** With a limit, so that a request does not stand long in the way of others. */
const versionsAtOnceLimited = 20;
const mostCounted = 1_000;

/** @throws what the store throws */
export async function runExchange(
  dependencies: RunningExchangeDependencies,
  { linkedBy, scope, project, replica, ...exchanged }: Exchanged,
): Promise<ExchangeRun> {
  const { store, heads, clock, logger, remote, settings } = dependencies;
  const traffic: Traffic = { sent: 0, received: 0 };
  const client = remote.client(traffic);
  const kept = { linkedBy, remote: project ?? 'drive' };
  const initial = await loadExchange(store, scope, kept, await replica.owing(scope));
  const progress: Progress = { own: initial.own };
  const ended = new AbortController();

  const listening = createListening({
    remote,
    project,
    changed: () => runner.tell({ type: 'stirred' }),
    signal: ended.signal,
  });

  /** Once it has everything, so that only what is new from then on is told. */
  function follow(): void {
    const { metered, paused } = settings();
    if (!metered && !paused) listening.begin(runner.device().state.cursor?.seq ?? 0);
  }

  const exchange = createExchange(
    {
      store,
      replica,
      side: exchanged.side(client, traffic),
      device: dependencies.device,
      pageSize: () => (settings().bytesPerSecond === null ? versionsAtOnce : versionsAtOnceLimited),
    },
    progress,
  );

  const runner = createRunner(
    {
      exchange,
      clock,
      inLane: dependencies.inLane,
      failed: (problem) => void (isOffline(problem) && dependencies.offline()),
      identity: (machine) => identityRow(kept.remote, machine),
      save(machine, how, lastSuccess) {
        const whole = {
          linkedBy,
          machine,
          own: progress.own,
          ...(lastSuccess !== undefined && { lastSuccess }),
        };
        const identity = identityRow(kept.remote, machine);
        return saveExchange(store, scope, identity, how === 'whole' ? whole : undefined);
      },
      rested(moved) {
        exchanged.rested?.(client, moved);
        follow();
      },
      broke: (error) => {
        if (!ended.signal.aborted)
          logger.warn({ err: error, project: scope.project }, 'sync of a project or of the drive failed');
      },
    },
    initial,
  );

  const stopWatching = heads.watch(scope, {
    changed: () => Promise.resolve(runner.tell({ type: 'edited' })),
    end: () => undefined,
  });

  function adjust(): void {
    const { paused, metered } = settings();
    if (paused || metered) listening.stop();
    runner.tell({ type: 'metered', metered });
    runner.tell({ type: paused ? 'pause' : 'resume' });
  }

  adjust();
  return {
    adjust,
    stir: () => runner.tell({ type: 'stirred' }),
    renew() {
      listening.stop();
      runner.tell({ type: 'stirred' });
    },
    retry() {
      runner.tell({ type: 'retry' });
      runner.tell({ type: 'stirred' });
    },
    refused: () => new Set(runner.device().state.refused.map(({ id }) => id)),
    isFailing: () => runner.device().failures > 0,
    state: async () => viewRun(runner, await exchange.waiting(runner.device().state, mostCounted), traffic),
    async close() {
      stopWatching();
      ended.abort();
      await runner.close();
    },
  };
}

function viewRun(runner: Runner, pending: number, traffic: Traffic): ShownState {
  const { state, paused } = runner.device();
  const { doing, problem, notice, lastSuccess, sent, taken } = runner.activity();
  const busy = doing === 'nothing' ? undefined : doing;
  const calm = pending > 0 || lastSuccess === undefined ? 'waiting' : 'synced';
  return {
    state: paused ? 'paused' : (stateOf(problem) ?? busy ?? calm),
    problem: problem ?? null,
    pending,
    sent_bytes: traffic.sent,
    received_bytes: traffic.received,
    sent,
    taken,
    last_success_at: lastSuccess === undefined ? null : viewTime(lastSuccess),
    refused: state.refused.map(({ kind, id, reason }) => ({ kind, id, reason })),
    notice: notice ?? null,
  };
}

function stateOf(problem: Problem | undefined): 'offline' | 'error' | undefined {
  if (problem === undefined) return undefined;
  return isOffline(problem) ? 'offline' : 'error';
}
