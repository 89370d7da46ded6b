/** Updates: looked for in the feed of the build, downloaded only with our signature, installed only when a person says so. */
import { isSigned, type SignedInfo } from './signature.ts';
import type { UpdateState } from './state.ts';

/** The part of electron-updater's AppUpdater that is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  checkForUpdates(): Promise<{ readonly isUpdateAvailable: boolean; readonly updateInfo: SignedInfo } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown;
}

export interface UpdatesOptions {
  /** Loads electron-updater; only a build that may update does. */
  readonly loadUpdater: () => Promise<Updater>;
  readonly build: UpdateBuild;
  readonly onChange: (state: UpdateState) => void;
  /** Before the app ends for the new version. */
  readonly beforeInstall: () => Promise<void>;
}

/** What the build says of itself. */
export interface UpdateBuild {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** `app-update.yml`, which electron-builder writes when a feed is configured. */
  readonly feed: string | undefined;
  /** Ed25519 in PEM. */
  readonly publicKey: string | undefined;
}

export interface Updates {
  state(): UpdateState;
  check(): Promise<UpdateState>;
  /** @returns false when none is ready */
  install(): Promise<boolean>;
}

/** Why a build does not update itself, or nothing. */
export function reasonAgainst({ isPackaged, platform, feed, publicKey }: UpdateBuild): string | undefined {
  if (!isPackaged) return 'This runs from a clone; `git pull` updates it.';
  if (feed === undefined) return 'This build has no address to look for updates.';
  if (publicKey === undefined) return 'This build has no key to check updates with.';
  // Without the name electron-updater takes any installer on Windows.
  if (platform === 'win32' && !/^publisherName:/m.test(feed))
    return 'This build does not name its publisher.';
  return undefined;
}

export function createUpdates({ loadUpdater, build, onChange, beforeInstall }: UpdatesOptions): Updates {
  const reason = reasonAgainst(build);
  let state: UpdateState = reason === undefined ? { state: 'current' } : { state: 'off', reason };
  let loading: Promise<Updater> | undefined;
  const set = (next: UpdateState): UpdateState => {
    state = next;
    onChange(next);
    return next;
  };

  const updater = async (): Promise<Updater> => {
    loading ??= loadUpdater().then((loaded) => {
      loaded.autoDownload = false;
      loaded.autoInstallOnAppQuit = false;
      loaded.allowDowngrade = false;
      loaded.on('download-progress', ({ percent }) => {
        if (state.state === 'downloading') set({ ...state, percent: Math.round(percent) });
      });
      return loaded;
    });
    return loading;
  };

  const find = async (publicKey: string): Promise<UpdateState> => {
    set({ state: 'checking' });
    const loaded = await updater();
    const found = await loaded.checkForUpdates();
    if (found === null || !found.isUpdateAvailable) return set({ state: 'current' });
    const { updateInfo } = found;
    if (!isSigned(updateInfo, publicKey))
      return set({
        state: 'failed',
        message: 'The update found is not signed by Keepsake’s key and was left alone.',
      });
    set({ state: 'downloading', version: updateInfo.version, percent: 0 });
    await loaded.downloadUpdate();
    return set({ state: 'ready', version: updateInfo.version });
  };

  return {
    state: () => state,
    async check() {
      const isBusy = state.state === 'checking' || state.state === 'downloading' || state.state === 'ready';
      if (state.state === 'off' || isBusy || build.publicKey === undefined) return state;
      try {
        return await find(build.publicKey);
      } catch {
        return set({ state: 'failed', message: 'The update could not be fetched. It is tried again later.' });
      }
    },
    async install() {
      if (state.state !== 'ready') return false;
      await beforeInstall();
      (await updater()).quitAndInstall();
      return true;
    },
  };
}
