/** How the links of the local server to remote ones stand, for the tray: looked at while the server runs. */
import type { Client, ResponseLike } from '../../contract/index.ts';
import type { SyncState } from '../../contract/operations/links.ts';

/** All links in one. */
export interface SyncGlance {
  readonly state: SyncState['state'];
  /** Versions that wait to be sent. */
  readonly pending: number;
  readonly clashes: number;
}

export interface SyncWatch {
  /** Tells now and again how the links stand, until `stop`. */
  start(): void;
  stop(): void;
  now(): Promise<void>;
  /** Of all links. */
  pause(isPaused: boolean): Promise<void>;
}

type Links<Answer extends ResponseLike> = Pick<Client<Answer>, 'getSyncState' | 'syncNow' | 'updateLink'>;

/** What needs a person first. */
const order: readonly SyncState['state'][] = [
  'error',
  'sending',
  'taking',
  'offline',
  'waiting',
  'paused',
  'synced',
];

/** Nothing where there is no link. */
export function glanceOf(links: readonly SyncState[]): SyncGlance | undefined {
  const state = order.find((one) => links.some((link) => link.state === one));
  if (state === undefined) return undefined;
  const sum = (of: (link: SyncState) => number) => links.reduce((all, link) => all + of(link), 0);
  const clashesOf = ({ projects }: SyncState) => projects.reduce((all, { clashes }) => all + clashes, 0);
  return { state, pending: sum(({ pending }) => pending), clashes: sum(clashesOf) };
}

/** @param everyMs between two looks */
export function createSyncWatch<Answer extends ResponseLike>(
  client: Links<Answer>,
  onChange: (glance: SyncGlance | undefined) => void,
  everyMs = 10_000,
): SyncWatch {
  let timer: NodeJS.Timeout | undefined;

  /** A server that does not answer has other ways to say so. */
  async function look(): Promise<void> {
    const { links } = await client.getSyncState({}).catch(() => ({ links: [] }));
    if (timer !== undefined) onChange(glanceOf(links));
  }

  return {
    start() {
      timer ??= setInterval(() => void look(), everyMs).unref();
      void look();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      onChange(undefined);
    },
    async now() {
      await client.syncNow({}).catch(() => undefined);
      await look();
    },
    async pause(isPaused) {
      const { links } = await client.getSyncState({}).catch(() => ({ links: [] }));
      for (const { id: linkId } of links)
        await client.updateLink({ linkId, paused: isPaused }).catch(() => undefined);
      await look();
    },
  };
}
