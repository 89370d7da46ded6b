/** A link while the server runs: its device, its projects, and the look for a server that does not answer. */
import type { Logger } from 'pino';
import type { Client } from '../../../contract/index.ts';
import type { Heads } from '../../services/heads.ts';
import type { Scope, Store } from '../../store/store.ts';
import type { RemoteDrive } from '../service/drive/sending.ts';
import type { Replica } from '../service/replica.ts';
import { loadDevice, saveDevice, type Turn } from './durable.ts';
import { createLanes } from './lanes.ts';
import {
  backgroundDrive,
  runLinkedDrive,
  type LinkedDriveDependencies,
  type LinkedDriveRun,
} from './linked-drive.ts';
import { runLinkedProject, type LinkedProjectDependencies, type LinkedProjectRun } from './linked-project.ts';
import { createProbe } from './probe.ts';
import type { StoredLink, StoredProjectLink } from './records.ts';
import { createRemote } from './remote.ts';
import type { ExchangeRun } from './running-exchange.ts';

export interface RunningLinkDependencies
  extends
    Pick<LinkedDriveDependencies, 'content' | 'blobs' | 'linkedContents'>,
    Pick<LinkedProjectDependencies, 'documents'> {
  readonly store: Store;
  readonly replica: Replica;
  readonly heads: Heads;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly account: string;
  /** @throws KeepsakeError SECRETS_UNAVAILABLE, UNAUTHORIZED when there is none */
  readonly token: (link: string) => Promise<string>;
  /** Links what is new on either side; called now and then for links of all projects. */
  readonly linkNew: (link: RunningLink) => Promise<void>;
}

export interface RunningLink {
  readonly id: string;
  readonly account: string;
  readonly client: Client;
  settings(): StoredLink;
  /** Goes on with other settings. */
  adjust(stored: StoredLink): void;
  /** The exchange of the drive, if the link carries it. */
  drive(): LinkedDriveRun | undefined;
  /** The drive there, for bytes that are wanted here; also while the link is paused when somebody waits for them. */
  bytes(isUrgent: () => boolean): RemoteDrive;
  /** Begins or ends the exchange of the drive, as the settings are. */
  carry(): Promise<void>;
  projects(): readonly LinkedProjectRun[];
  add(stored: StoredProjectLink): Promise<LinkedProjectRun>;
  /** Ends the exchange of a project; nothing when it has none. */
  drop(project: string): Promise<void>;
  /** Looks for projects that are new on either side, after the look that is under way. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const talkingAtOnce = 3;
const lookMs = 60_000;

export function createRunningLink(dependencies: RunningLinkDependencies, initial: StoredLink): RunningLink {
  const [{ store, account, logger }, { id }] = [dependencies, initial];
  const closing = new AbortController();
  const inLane = createLanes(talkingAtOnce);
  const projects = new Map<string, LinkedProjectRun>();
  let stored = initial;
  let token: Promise<string> | undefined;
  let device: Promise<Turn> | undefined;
  let looking: Promise<void> = Promise.resolve();

  const remote = createRemote({
    url: initial.payload.url,
    token: () => (token ??= dependencies.token(id).catch(forgetToken)),
    bytesPerSecond: () => stored.payload.bytesPerSecond,
    signal: closing.signal,
  });
  const client = remote.client({ sent: 0, received: 0 });

  function settings() {
    return stored.payload;
  }

  function forgetToken(error: unknown): never {
    token = undefined;
    throw error;
  }

  async function register(): Promise<Turn> {
    const { id: name, turn } = await client.registerDevice({ name: stored.payload.deviceName });
    const registered = { device: name, turn };
    await saveDevice(store, account, id, registered);
    return registered;
  }

  /** Several projects may find out at once that it has to register anew: one of them does. */
  function deviceOf(instead?: string): Promise<Turn> {
    const before = device ?? loadDevice(store, account, id);
    device = before.then((known) => (known === undefined || known.device === instead ? register() : known));
    device.catch(() => (device = undefined));
    return device;
  }

  const carried = createCarried(
    () => stored.payload.drive === true && !closing.signal.aborted,
    () => runLinkedDrive(shared('last'), account, id),
  );

  function runs(): ExchangeRun[] {
    const drive = carried.run();
    return [...projects.values(), ...(drive === undefined ? [] : [drive])];
  }

  const offline = createProbe({ client, settings, runs, signal: closing.signal });

  /** Memories before files: these wait while others do. */
  function shared(when: 'in turn' | 'last') {
    const inLaneThen = <T>(work: () => Promise<T>): Promise<T> => inLane(work, when);
    return {
      ...dependencies,
      remote,
      inLane: inLaneThen,
      device: deviceOf,
      settings,
      offline,
      isCarried: () => stored.payload.drive === true,
      arrived: () => [...projects.values()].forEach((one) => one.attach()),
    };
  }

  const link: RunningLink = {
    id,
    account,
    client,
    settings: () => stored,
    adjust(next) {
      stored = next;
      for (const one of runs()) one.adjust();
    },
    drive: carried.run,
    bytes: (isUrgent) => backgroundDrive(shared('last'), { sent: 0, received: 0 }, isUrgent),
    carry: carried.settle,
    projects: () => [...projects.values()],
    async add(project) {
      await link.drop(project.id);
      const scope: Required<Scope> = { account, project: project.id };
      const run = await runLinkedProject(shared('in turn'), scope, project);
      projects.set(project.id, run);
      return run;
    },
    async drop(project) {
      const run = projects.get(project);
      projects.delete(project);
      await run?.close();
    },
    look() {
      looking = looking
        .then(() => (closing.signal.aborted ? undefined : dependencies.linkNew(link)))
        .catch((error: unknown) => logger.debug({ err: error, link: id }, 'projects were not looked for'));
      return looking;
    },
    async close() {
      closing.abort();
      clearInterval(timer);
      await looking;
      await carried.settle();
      await Promise.all([...projects.values()].map((one) => one.close()));
    },
  };
  const timer = setInterval(() => void link.look(), lookMs);
  timer.unref();
  return link;
}

/** The exchange of the drive, begun and ended as it is wanted, one after the other. */
function createCarried(isWanted: () => boolean, begin: () => Promise<LinkedDriveRun>) {
  let run: LinkedDriveRun | undefined;
  let settling: Promise<void> = Promise.resolve();
  const settleNow = async (): Promise<void> => {
    if (isWanted()) {
      run ??= await begin();
      return;
    }
    const before = run;
    run = undefined;
    await before?.close();
  };
  return {
    run: () => run,
    settle: () => (settling = settling.then(settleNow, settleNow)),
  };
}
