/** Where the database is and how it is reached: never with a password in the address, and beyond this computer by TLS. */
import { userInfo } from 'node:os';
import type { ClientConfig } from 'pg';
import { KeepsakeError } from '../../../contract/index.ts';
import { passwordFromFile } from './password-file.ts';

export interface DatabaseAddress {
  /** `postgres://user@host:port/database`; of what follows a question mark, only `host` is looked at. */
  readonly url: string;
  /** When left out, it comes from where libpq looks: PGPASSWORD, PGPASSFILE, `~/.pgpass`. */
  readonly password?: string | undefined;
  /** PEM of the authority that signed the server's certificate; those that Node.js knows when left out. */
  readonly authority?: string | undefined;
}

/** What `pg` connects with. @throws KeepsakeError VALIDATION_ERROR */
export function connectionTo({ url, password, authority }: DatabaseAddress): ClientConfig {
  const parsed = parse(url);
  const host = hostOf(parsed);
  const tls = { rejectUnauthorized: true, ...(authority === undefined ? {} : { ca: authority }) };
  return {
    // Field by field: given as one text, an address without a password would hide the one that is given beside it.
    host,
    ...(parsed.port === '' ? {} : { port: Number(parsed.port) }),
    ...(parsed.username === '' ? {} : { user: decodeURIComponent(parsed.username) }),
    ...(parsed.pathname.length < 2 ? {} : { database: decodeURIComponent(parsed.pathname.slice(1)) }),
    // Asked for only when the database wants one. Left to itself, `pg` reads the file too, and warns of its coming end.
    password: password ?? process.env['PGPASSWORD'] ?? (() => passwordOf(parsed, host)),
    // Beyond this computer the server has to prove who it is.
    ...(isLocal(host) ? {} : { ssl: tls }),
  };
}

/** What is left out of the address is as `pg` fills it in. */
async function passwordOf(parsed: URL, host: string): Promise<string> {
  const user =
    parsed.username === ''
      ? (process.env['PGUSER'] ?? userInfo().username)
      : decodeURIComponent(parsed.username);
  const database =
    parsed.pathname.length < 2
      ? (process.env['PGDATABASE'] ?? user)
      : decodeURIComponent(parsed.pathname.slice(1));
  const port = Number(parsed.port === '' ? (process.env['PGPORT'] ?? 5432) : parsed.port);
  return (await passwordFromFile({ host, port, database, user })) ?? '';
}

/** @throws KeepsakeError VALIDATION_ERROR, without repeating the address. */
function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address of the store is not one of PostgreSQL. Write it as postgres://USER@HOST:5432/DATABASE.',
    );
  if (parsed.password !== '' || parsed.searchParams.has('password'))
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address of the store holds a password, which other programs of this computer can read. Change that password, leave it out of the address, and give it by KEEPSAKE_STORE_PASSWORD_FILE, PGPASSFILE or PGPASSWORD.',
    );
  return parsed;
}

/** A name, an address, or the folder of a socket, as `?host=` has it. */
function hostOf({ hostname, searchParams }: URL): string {
  const named = searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[|\]$/g, '');
  return named === '' ? 'localhost' : named;
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host);
}
