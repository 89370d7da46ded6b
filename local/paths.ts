/** Where Keepsake keeps things on this computer. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { KeepsakeError } from '../contract/errors.ts';

/** In bytes; macOS takes 103, Linux 107. */
const longestSocketPath = 100;

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
  const share = absolute(env['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share');
  const config = absolute(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
  return { dataFolder: join(share, 'keepsake'), configFolder: join(config, 'keepsake') };
}

/** Relative ones are to be ignored (XDG Base Directory Specification 0.8), and so are empty ones. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

/**
 * In the config folder, which every process of this person finds: AI clients start the bridge with an environment of
 * their own, often without `XDG_RUNTIME_DIR` and `TMPDIR`. Only where that path is too long do these decide.
 */
function socketPathOf(dataFolder: string, configFolder: string, env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\keepsake-${pipeName(configFolder)}`;
  const name = `keepsake-${shortHash(dataFolder)}.sock`;
  const usual = join(configFolder, name);
  if (Buffer.byteLength(usual) <= longestSocketPath) return usual;
  const folder = absolute(env['XDG_RUNTIME_DIR']) ?? join(tmpdir(), `keepsake-${ownUid()}`);
  return join(folder, name);
}

/** Containers run as users that no list of users knows, so `userInfo` cannot be asked. */
function ownUid(): number | undefined {
  return process.getuid?.();
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

/**
 * Makes the folders, readable by this person alone.
 *
 * @throws KeepsakeError FORBIDDEN when the socket's folder belongs to somebody else, who could then read what is sent.
 */
export function preparePaths(paths: Paths): void {
  const own = { recursive: true, mode: 0o700 } as const;
  mkdirSync(paths.dataFolder, own);
  mkdirSync(paths.configFolder, own);
  if (process.platform === 'win32') return;
  const folder = dirname(paths.socketPath);
  mkdirSync(folder, own);
  const { uid, mode } = statSync(folder);
  if (uid === ownUid() && (mode & 0o022) === 0) return;
  throw new KeepsakeError(
    'FORBIDDEN',
    `Others can write to ${folder}, where the socket belongs. Run \`chmod 700 ${folder}\`, or remove the folder.`,
  );
}
