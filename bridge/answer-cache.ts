/** What the server said it is and has, kept on disk for the times when it cannot be reached; sealed under the secret. */
import { createHash, hkdfSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readIfThere, writePrivateFile } from '../local/private-file.ts';
import { seal, unseal } from '../local/sealing.ts';
import type { Credentials } from './credentials.ts';
import { ownRevision, parseMessage, type Message, type Request } from './messages.ts';

export interface AnswerCache {
  /** The answer of an earlier time to the same question, under this request's id. */
  get(message: Request): Promise<string | undefined>;
  /** Whether answers to this are kept at all. */
  keeps(message: Message): boolean;
  /** Keeps an answer; failing to is no fault. */
  put(message: Request, answer: string | object): void;
}

interface Entry {
  readonly at: number;
  readonly result: Readonly<Record<string, unknown>>;
}

const kept = new Set([
  'initialize',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
]);

export interface CacheOptions {
  readonly folder: string;
  /** The server's address, whose origin is its issuer. */
  readonly url: string;
  /** The key's id; where it is not known, the secret itself tells accounts apart. */
  readonly account: string | undefined;
  readonly credentials: Credentials;
  readonly now?: () => number;
}

export function createAnswerCache({
  folder,
  url,
  account,
  credentials,
  now = Date.now,
}: CacheOptions): AnswerCache {
  const fileOf = (message: Message, secret: string): string => {
    const { _meta, ...params } = message.params ?? {};
    const question = [
      new URL(url).origin,
      account ?? secret,
      url,
      ownRevision(message),
      message.method,
      params,
    ];
    return createHash('sha256').update(JSON.stringify(question)).digest('hex');
  };
  return {
    keeps: ({ method }) => kept.has(method ?? ''),
    async get(message) {
      if (!kept.has(message.method)) return undefined;
      try {
        const secret = await credentials.secret();
        const name = fileOf(message, secret);
        const sealed = readIfThere(join(folder, name));
        const content = sealed === undefined ? undefined : unseal(cacheKey(secret), name, sealed);
        if (content === undefined) return undefined;
        const { at, result } = JSON.parse(content.toString()) as Entry;
        return JSON.stringify({ jsonrpc: '2.0', id: message.id, result: aged(result, now() - at) });
      } catch {
        return undefined;
      }
    },
    put(message, answer) {
      if (!kept.has(message.method)) return;
      const result = (typeof answer === 'string' ? parseMessage(answer) : (answer as Message))?.result;
      if (result === undefined || result['resultType'] === 'input_required') return;
      void credentials
        .secret()
        .then((secret) => {
          const name = fileOf(message, secret);
          mkdirSync(folder, { recursive: true, mode: 0o700 });
          const content = Buffer.from(JSON.stringify({ at: now(), result } satisfies Entry));
          writePrivateFile(join(folder, name), seal(cacheKey(secret), name, content));
        })
        .catch(() => undefined);
    },
  };
}

/** What is left of the time the server gave it; an older answer is to be asked for again at once. */
function aged(result: Entry['result'], ageMs: number): object {
  const { ttlMs } = result;
  return typeof ttlMs === 'number' ? { ...result, ttlMs: Math.max(0, ttlMs - ageMs) } : result;
}

/** The key of what only the holder of the secret may read. */
export function cacheKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'keepsake bridge cache', 32));
}

/** The system's place for what can be made again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = env['KEEPSAKE_HOME'];
  if (home !== undefined && home !== '') return join(home, 'cache', 'bridge');
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Keepsake', 'cache', 'bridge');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Keepsake', 'bridge');
  const base = env['XDG_CACHE_HOME'];
  return join(base?.startsWith('/') === true ? base : join(homedir(), '.cache'), 'keepsake', 'bridge');
}
