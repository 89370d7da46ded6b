/** The account's drive while a link carries it: its exchange, and bytes that are fetched when somebody opens a file. */
import { Response } from 'undici';
import { KeepsakeError, type Client, type Link } from '../../../contract/index.ts';
import type { FilesSyncState } from '../../../contract/operations/links.ts';
import { driveKinds } from '../../../contract/operations/sync.ts';
import type { Content } from '../../services/content.ts';
import type { Replica } from '../service/replica.ts';
import type { RemoteDrive } from '../service/drive/sending.ts';
import { driveSide } from './drive-side.ts';
import { ofKinds } from './kinds.ts';
import { createKeeping, type Keeping, type KeepingDependencies, type KeepingSettings } from './keeping.ts';
import { noClashes, openFrom, openQuery, type OpenClashes } from './open-clashes.ts';
import type { Remote, Traffic } from './remote.ts';
import { runExchange, type ExchangeRun, type RunningExchangeDependencies } from './running-exchange.ts';

export interface LinkedDriveDependencies
  extends RunningExchangeDependencies, Omit<KeepingDependencies, 'settings'> {
  readonly replica: Replica;
  readonly content: Content;
  /** Whether it is still to be carried: what is under way ends with its next piece otherwise. */
  readonly isCarried: () => boolean;
  readonly settings: () => ReturnType<RunningExchangeDependencies['settings']> &
    KeepingSettings &
    Pick<Link, 'role'>;
  /** Files came, or reached the remote server. */
  readonly arrived: () => void;
}

export interface LinkedDriveRun extends Omit<ExchangeRun, 'state'> {
  state(): Promise<Omit<FilesSyncState, 'bytes'>>;
  readonly keeping: Keeping;
  /** Items of which somebody has to decide. */
  clashing(): ReadonlySet<string>;
  /** Somebody looked at the clashes: they may have been decided elsewhere, of which no version tells. */
  noted(open: OpenClashes): void;
}

/** @throws what the store throws */
export async function runLinkedDrive(
  dependencies: LinkedDriveDependencies,
  account: string,
  link: string,
): Promise<LinkedDriveRun> {
  const { store, content, replica, remote, settings } = dependencies;
  const scope = { account };
  const keeping = createKeeping(dependencies, scope, backgroundDrive(dependencies, { sent: 0, received: 0 }));
  const hasFavourites = settings().role === 'operator';
  const kinds = driveKinds.filter((kind) => kind !== 'favourite' || hasFavourites);
  let clashes = noClashes;
  const run = await runExchange(dependencies, {
    linkedBy: link,
    scope,
    replica: ofKinds(replica, kinds),
    rested(own, moved) {
      if (moved) {
        dependencies.arrived();
        openClashes(own).then((open) => (clashes = open), ignored);
      }
      if (moved || keeping.problem() !== undefined) keeping.stir();
    },
    side(client, traffic) {
      const bytes = whileWanted(remoteDrive(remote, settings, traffic), dependencies);
      return driveSide({ store, content, client, bytes, scope, kinds });
    },
  });
  return {
    ...run,
    keeping,
    clashing: () => clashes.records,
    noted: (open) => void (clashes = open),
    state: async () => ({ ...(await run.state()), clashes: clashes.total }),
    adjust() {
      run.adjust();
      keeping.chosen();
    },
    retry() {
      run.retry();
      keeping.stir();
    },
    async close() {
      await Promise.all([run.close(), keeping.close()]);
    },
  };
}

type Settings = RunningExchangeDependencies['settings'];

/** The same while the link is not paused, and carries the drive. */
function whileWanted(
  { send, ...bytes }: RemoteDrive,
  { settings, isCarried }: Pick<LinkedDriveDependencies, 'settings' | 'isCarried'>,
): RemoteDrive {
  const isWanted = () => isCarried() && !settings().paused;
  return {
    ...bytes,
    send: (...request) => (isWanted() ? send(...request) : Promise.reject(paused())),
  };
}

/** The drive there for what nobody waits for: each request has its place among those of the link, after all others. */
export function backgroundDrive(
  dependencies: Pick<LinkedDriveDependencies, 'remote' | 'settings' | 'inLane' | 'isCarried'>,
  traffic: Traffic,
  isUrgent: () => boolean = () => false,
): RemoteDrive {
  const { remote, settings, inLane } = dependencies;
  const direct = remoteDrive(remote, settings, traffic);
  const { send } = whileWanted(direct, dependencies);
  return {
    ...direct,
    send: (...request) =>
      isUrgent()
        ? direct.send(...request)
        : inLane(async () => {
            const response = await send(...request);
            // Read to its end before the next one has its place.
            const bytes = await response.bytes();
            return new Response(bytes, { status: response.status, headers: response.headers });
          }),
  };
}

async function openClashes(client: Client): Promise<OpenClashes> {
  const found = await client.listDriveClashes(openQuery);
  return openFrom(openQuery, found, ({ item_id: id }) => id) ?? noClashes;
}

/** They are asked for again after the next exchange. */
function ignored(): void {}

/** The drive at the remote server, for its bytes. */
function remoteDrive(remote: Remote, settings: Settings, traffic: Traffic): RemoteDrive {
  return {
    client: remote.client(traffic),
    send: remote.sender(traffic),
    // What others wait for goes between two pieces: a second of the line at most.
    pieceBytes: () => Math.max(smallestPiece, settings().bytesPerSecond ?? Infinity),
  };
}

const smallestPiece = 64 * 1024;

function paused(): KeepsakeError {
  return new KeepsakeError(
    'UNAVAILABLE',
    'The link is paused, or leaves the drive out. What was sent stays, and the rest follows.',
  );
}
