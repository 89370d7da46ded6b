/** What a server on a database that servers share is told by its environment: secrets, and where they are kept. */
import { readFileSync } from 'node:fs';
import { KeepsakeError } from '../../contract/index.ts';
import { createPrivateFile } from '../../local/private-file.ts';
import { newToken, readToken } from '../../local/tokens.ts';
import { readKeyCommand } from './key-command.ts';

export interface SharedStore extends DatabaseSecrets, MasterKeys {
  /** Acts as the owner. */
  readonly ownerToken: string;
  /** Whether servers refuse a database that does not keep accounts apart itself. */
  readonly requireWall: boolean;
}

export interface MasterKeys {
  /** 32 bytes, the same for every server of the database; the oldest where there are several. */
  readonly masterKey: Buffer;
  /** Those that came after it, the newest first. */
  readonly newerKeys: readonly Buffer[];
}

export interface DatabaseSecrets {
  /** Left out, it comes from where libpq looks: PGPASSWORD, PGPASSFILE, `~/.pgpass`. */
  readonly password: string | undefined;
  /** PEM. */
  readonly authority: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws KeepsakeError VALIDATION_ERROR, SECRETS_UNAVAILABLE */
export async function readSharedStore(env: Environment): Promise<SharedStore> {
  return {
    ...(await readMasterKeys(env)),
    ownerToken: ownerTokenOf(env),
    requireWall: isWallRequired(env),
    ...databaseSecrets(env),
  };
}

/**
 * For a store that is being restored under the master key of its backup: the file that KEEPSAKE_MASTER_KEY_FILE names
 * is made when it is missing.
 *
 * @throws KeepsakeError VALIDATION_ERROR when the environment names another key, or none; SECRETS_UNAVAILABLE
 */
export async function adoptSharedKey(
  env: Environment,
  masterKey: Buffer,
): Promise<DatabaseSecrets & Pick<MasterKeys, 'newerKeys'>> {
  const path = env['KEEPSAKE_MASTER_KEY_FILE'] ?? '';
  if (wayOfMasterKey(env) === 'KEEPSAKE_MASTER_KEY_FILE' && readIfThere(path) === undefined)
    createPrivateFile(path, `${masterKey.toString('base64')}\n`);
  const named = await readMasterKeys(env);
  if (!named.masterKey.equals(masterKey))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'This backup goes on under its own master key, and the environment names another one. Name a file that is not there yet by KEEPSAKE_MASTER_KEY_FILE: it is made with the right key.',
    );
  return { newerKeys: named.newerKeys, ...databaseSecrets(env) };
}

/** @throws KeepsakeError SECRETS_UNAVAILABLE */
export function databaseSecrets(env: Environment): DatabaseSecrets {
  return {
    password: fileNamedBy(env, 'KEEPSAKE_STORE_PASSWORD_FILE')?.trim(),
    authority: fileNamedBy(env, 'PGSSLROOTCERT'),
  };
}

function isWallRequired(env: Environment): boolean {
  const asked = env['KEEPSAKE_ROW_SECURITY'] ?? '';
  if (asked === '' || asked === 'required') return asked === 'required';
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'KEEPSAKE_ROW_SECURITY is `required`, or left out: then a server says at its start what is missing, and goes on.',
  );
}

/**
 * From a file, the environment, or what a program prints: one key or several, the newest first, with white space between.
 *
 * @throws KeepsakeError VALIDATION_ERROR, SECRETS_UNAVAILABLE
 */
export async function readMasterKeys(env: Environment): Promise<MasterKeys> {
  const words = (await masterKeyText(env)).split(/\s+/).filter((word) => word !== '');
  const keys = words.map((word) =>
    /^[0-9a-f]{64}$/i.test(word) ? Buffer.from(word, 'hex') : fromBase64(word),
  );
  const whole = keys.filter((key) => key?.length === 32) as Buffer[];
  const masterKey = whole.at(-1);
  if (masterKey !== undefined && whole.length === words.length)
    return { masterKey, newerKeys: whole.slice(0, -1) };
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'A store that servers share is opened by a master key that they share, 32 bytes as base64 or hex. Make one with `openssl rand -base64 32`, keep a copy where it cannot be lost, and name its file by KEEPSAKE_MASTER_KEY_FILE, or a program that prints it by KEEPSAKE_MASTER_KEY_COMMAND.',
  );
}

async function masterKeyText(env: Environment): Promise<string> {
  const way = wayOfMasterKey(env);
  if (way === 'KEEPSAKE_MASTER_KEY_COMMAND') return readKeyCommand(env[way] ?? '');
  return fileNamedBy(env, 'KEEPSAKE_MASTER_KEY_FILE') ?? env['KEEPSAKE_MASTER_KEY'] ?? '';
}

const masterKeyWays = [
  'KEEPSAKE_MASTER_KEY_COMMAND',
  'KEEPSAKE_MASTER_KEY_FILE',
  'KEEPSAKE_MASTER_KEY',
] as const;

function wayOfMasterKey(env: Environment): (typeof masterKeyWays)[number] | undefined {
  const [way, other] = masterKeyWays.filter((name) => (env[name] ?? '') !== '');
  if (way === undefined || other === undefined) return way;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `Both ${way} and ${other} are set, and the master key comes from one of them. Leave the other out.`,
  );
}

function fromBase64(text: string): Buffer | undefined {
  const key = Buffer.from(text, 'base64');
  return key.toString('base64') === text ? key : undefined;
}

/** Made where its file is missing: whoever reads that file is the owner. */
function ownerTokenOf(env: Environment): string {
  const path = env['KEEPSAKE_OWNER_TOKEN_FILE'] ?? '';
  if (path === '')
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'Name a file by KEEPSAKE_OWNER_TOKEN_FILE: it holds the token of the owner, and is made when it is missing.',
    );
  const token = (readIfThere(path) ?? makeOwnerToken(path)).trim();
  if (readToken(token)?.type === 'kso') return token;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `${path} holds no owner token. Remove the file to have one made, or put back the one that was there.`,
  );
}

function makeOwnerToken(path: string): string {
  createPrivateFile(path, `${newToken('kso').secret}\n`);
  return readFileSync(path, 'utf8');
}

/** @throws KeepsakeError SECRETS_UNAVAILABLE when a file is named that cannot be read. */
function fileNamedBy(env: Environment, name: string): string | undefined {
  const path = env[name];
  if (path === undefined || path === '') return undefined;
  const text = readIfThere(path);
  if (text !== undefined) return text;
  throw new KeepsakeError('SECRETS_UNAVAILABLE', `${name} names ${path}, which is not there.`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new KeepsakeError(
      'SECRETS_UNAVAILABLE',
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Let this user read it.`,
      undefined,
      error,
    );
  }
}
