/** `keepsake add --watch`: keeps a folder on disk mirrored into the drive until it is told to stop. */
import { lstat, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { watch as watchFolder } from 'chokidar';
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';
import { shortHash } from '../../local/paths.ts';
import type { Output } from '../output.ts';
import { findProject, type Session } from '../session.ts';
import { createFolders } from '../uploading/folders.ts';
import { rulesOf } from '../uploading/ignoring.ts';
import { mirrorOnce, settleMs } from '../uploading/mirror.ts';
import type { MirrorEvent, MirrorOptions } from '../uploading/mirror-options.ts';
import { loadState, saveState, type MirrorState } from '../uploading/mirror-state.ts';
import { createTransfers } from '../uploading/transfer.ts';
import { identityOf } from '../uploading/tree.ts';

/** Changes come in bursts. */
const quietMs = 300;
/** Looks even when no change was noticed: not every file system tells of every change. */
const rescanMs = 60_000;
const retryMs = 5_000;

export async function watch(
  session: Session,
  paths: readonly string[],
  options: { project?: string },
  output: Output,
): Promise<void> {
  const folder = await oneFolder(paths);
  const { client, transport } = session;
  const project = await findProject(client, options.project);
  const statePath = join(
    session.paths.configFolder,
    'watched',
    `${shortHash(`${folder} ${project.id}`)}.json`,
  );
  const state = await openState(session, statePath, folder);
  const onEvent = (event: MirrorEvent): void => output.result(event, [showEvent(event, folder)]);
  const transfers = createTransfers(client, transport, project.id);
  const mirror: MirrorOptions = { client, transfers, folder, state, projectId: project.id, onEvent };
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  await keepMirroring(mirror, statePath, output, stop.signal);
}

async function oneFolder(paths: readonly string[]): Promise<string> {
  const [path = ''] = paths;
  const found = await realpath(path).then(lstat, () => undefined);
  if (paths.length === 1 && found?.isDirectory()) return realpath(path);
  throw new KeepsakeError('VALIDATION_ERROR', 'One folder can be watched at a time. Name one that is there.');
}

/** What is remembered, if the folder of the drive that it is about still stands. */
async function openState({ client }: Session, path: string, folder: string): Promise<MirrorState> {
  const known = await loadState(path);
  const item = known && (await client.getItem({ itemId: known.item }).catch(() => undefined));
  if (known !== undefined && item !== undefined && item.trashed_at === undefined) return known;
  const drives = await client.listDrives({});
  const top = await createFolders(client, drives.items[0]?.root_item_id ?? '').at([basename(folder)]);
  return { identity: identityOf(await lstat(folder)), item: top.id, files: new Map(), folders: new Map() };
}

/** One pass after the other: after changes, while files are still written, and now and then anyway. */
async function keepMirroring(
  mirror: MirrorOptions,
  statePath: string,
  output: Output,
  stop: AbortSignal,
): Promise<void> {
  const bell = createBell(stop);
  const watcher = await openWatcher(mirror.folder, bell.ring, output);
  try {
    for (let isFirst = true; !stop.aborted;) {
      bell.rearm();
      const pauseMs = await onePass(mirror, isFirst, output);
      await saveState(statePath, mirror.state);
      if (isFirst && pauseMs !== retryMs) {
        output.say(`watching ${mirror.folder}`);
        isFirst = false;
      }
      await bell.wait(pauseMs);
    }
  } finally {
    await watcher.close();
  }
}

/** @returns how long to wait for the next one when nothing changes */
async function onePass(mirror: MirrorOptions, isFirst: boolean, output: Output): Promise<number> {
  try {
    return (await mirrorOnce(mirror, isFirst)) ? rescanMs : settleMs;
  } catch (error) {
    const { status, code, message } = toKeepsakeError(error);
    if (status === 401) throw error;
    if (code === 'INTERNAL') throw error;
    output.say(`${message} Trying again.`);
    return retryMs;
  }
}

async function openWatcher(folder: string, onChange: () => void, output: Output) {
  const rules = await rulesOf(folder);
  const watcher = watchFolder(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => {
      const inside = relative(folder, path).split(sep).join('/');
      return inside !== '' && stats !== undefined && rules.ignores(inside, stats.isDirectory());
    },
  });
  watcher.on('all', onChange);
  watcher.on('error', () =>
    output.say('The system cannot watch all of this folder; it is looked through every minute instead.'),
  );
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return watcher;
}

/** Wakes who waits a moment after the last change. */
function createBell(stop: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  let hasRung = false;
  function ring(): void {
    hasRung = true;
    clearTimeout(timer);
    timer = setTimeout(() => wake?.(), quietMs);
  }
  stop.addEventListener('abort', () => wake?.());
  return {
    ring,
    /** Changes from now on are noticed by the next wait. */
    rearm: () => void (hasRung = false),
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        if (stop.aborted) return resolve();
        const longest = setTimeout(() => wake?.(), hasRung ? quietMs : ms);
        wake = () => {
          clearTimeout(longest);
          clearTimeout(timer);
          wake = undefined;
          resolve();
        };
      }),
  };
}

const marks = { added: '✓', changed: '✓', moved: '→', removed: '−', refused: '✗' } as const;

function showEvent({ what, path, item, reason }: MirrorEvent, folder: string): string {
  const name = path === undefined ? (item ?? '') : path.startsWith(folder) ? relative(folder, path) : path;
  return `${marks[what]} ${name} is ${what}${reason === undefined ? '' : `: ${reason}`}`;
}
