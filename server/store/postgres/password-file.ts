/**
 * The password of the database as libpq finds it in a password file: `host:port:database:user:password` on each line,
 * `*` for anything, `\` before a colon or backslash. It is read for each connection, so a new password needs no restart.
 */
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { KeepsakeError } from '../../../contract/index.ts';

export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password of the first line that fits, of PGPASSFILE or `~/.pgpass`; undefined where there is none.
 *
 * @throws KeepsakeError VALIDATION_ERROR when others of this computer can read the file
 */
export async function passwordFromFile(
  wanted: PasswordFor,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const path = env['PGPASSFILE'] ?? usualPath(env);
  const text = await readPrivate(path);
  return text === undefined ? undefined : passwordIn(text, wanted);
}

function usualPath(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(env['APPDATA'] ?? homedir(), 'postgresql', 'pgpass.conf');
  return join(homedir(), '.pgpass');
}

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
    if (isPrivate) return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `${path} holds passwords and can be read by others, so it is not used. Let its owner alone read it: chmod 600.`,
  );
}

/** The password of the first line that fits. */
export function passwordIn(text: string, { host, port, database, user }: PasswordFor): string | undefined {
  // A socket's folder goes by the name of this computer.
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  const fits = [hosts, [String(port)], [database], [user]];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const password = fields[4];
    if (password === undefined) continue;
    if (fits.every((names, at) => fields[at] === '*' || names.includes(fields[at] ?? ''))) return password;
  }
  return undefined;
}

/** What stands between colons. The password is the fifth; what follows it is left out, as libpq does. */
function fieldsOf(line: string): string[] {
  const fields = [''];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ':') fields.push('');
    else {
      if (line[at] === '\\' && at + 1 < line.length) at++;
      fields[fields.length - 1] += line[at] ?? '';
    }
  }
  return fields;
}
