/** Where Keepsake keeps things on this computer. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface Paths {
  /** Databases and blobs, all encrypted. */
  readonly dataFolder: string;
  /** Connections and settings, without secrets. */
  readonly configFolder: string;
  /** The local server's Unix socket, or the name of its Windows pipe. */
  readonly socketPath: string;
}

/** The paths for an environment. `KEEPSAKE_HOME` puts everything below one folder; otherwise each system's own places. */
export function keepsakePaths(env: NodeJS.ProcessEnv = process.env): Paths {
  const { dataFolder, configFolder } = folders(env);
  return { dataFolder, configFolder, socketPath: socketPathOf(dataFolder, configFolder, env) };
}

function folders(env: NodeJS.ProcessEnv): Omit<Paths, 'socketPath'> {
  const home = env['KEEPSAKE_HOME'];
  if (home !== undefined && home !== '') {
    return { dataFolder: join(resolve(home), 'data'), configFolder: join(resolve(home), 'config') };
  }
  if (process.platform === 'win32') {
    const base = join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Keepsake');
    return { dataFolder: join(base, 'data'), configFolder: join(base, 'config') };
  }
  if (process.platform === 'darwin') {
    const base = join(homedir(), 'Library', 'Application Support', 'Keepsake');
    return { dataFolder: join(base, 'data'), configFolder: join(base, 'config') };
  }
  const share = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  const config = env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return { dataFolder: join(share, 'keepsake'), configFolder: join(config, 'keepsake') };
}

/** Short, since a Unix socket's path may have about a hundred bytes, and in a folder that only this person can enter. */
function socketPathOf(dataFolder: string, configFolder: string, env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\keepsake-${pipeName(configFolder)}`;
  const folder = env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `keepsake-${userInfo().uid}`);
  return join(folder, `keepsake-${shortHash(dataFolder)}.sock`);
}

/** A pipe's name can be guessed by any process of the computer unless it is random. */
function pipeName(configFolder: string): string {
  const file = join(configFolder, 'pipe-name');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const name = randomBytes(16).toString('hex');
    mkdirSync(configFolder, { recursive: true });
    writeFileSync(file, name, { mode: 0o600, flag: 'wx' });
    return name;
  }
}

/** Eight hex digits that tell one data folder from another. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Makes the folders, readable by this person alone. */
export function preparePaths(paths: Paths): void {
  const own = { recursive: true, mode: 0o700 } as const;
  mkdirSync(paths.dataFolder, own);
  mkdirSync(paths.configFolder, own);
  if (process.platform !== 'win32') mkdirSync(dirname(paths.socketPath), own);
}
