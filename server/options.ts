/** What a server is started with, and what who started it can do with it. */
import type { Secrets } from '../local/secrets.ts';
import type { McpFixture } from './faces/mcp/endpoint.ts';
import type { ListenOptions } from './listen.ts';
import type { DatabaseAddress } from './store/postgres/address.ts';
import type { OidcOptions } from './services/accounts/index.ts';

export interface SharedDatabase extends DatabaseAddress {
  /** Master keys that came after the server's, the newest first; none when left out. */
  readonly newerKeys?: readonly Uint8Array[];
  /** Refuses a database that does not keep accounts apart by row-level security; else the log says what is missing. */
  readonly requireWall?: boolean;
}

export interface ServerOptions {
  dataFolder: string;
  /** 32 bytes. */
  masterKey: Buffer;
  /** Acts as the owner of the first account. */
  ownerToken: string;
  listen: ListenOptions;
  /** A PostgreSQL that servers share; the data folder's own files when left out. */
  store?: SharedDatabase | undefined;
  /**
   * Where the bytes of files are kept, for servers that share them: `file:///mnt/shared` or `s3://bucket/prefix`; in the
   * data folder when left out. Credentials come from where the SDK of S3 looks.
   */
  blobs?: string | undefined;
  /** The built page; none is served when left out. */
  pageFolder?: string | undefined;
  logLevel?: string;
  /** Requests per principal and minute. */
  rateLimit?: number;
  maxFileBytes?: number | undefined;
  /** The most that all versions of an account's files may take together; no limit when left out. */
  quotaBytes?: number | undefined;
  /** After so many days in the trash, files and folders are deleted for good. */
  retentionDays?: number;
  /** Hosts, besides loopback, by which people reach the server. */
  hosts?: readonly string[];
  /** Where people and AI clients reach the server, such as `https://memory.example`; its own address when left out. */
  publicUrl?: string | undefined;
  /** Whose access tokens stand for members. */
  oidc?: OidcOptions | undefined;
  /** Namespaces that programs of this computer use without a secret; refused unless the server listens to it alone. */
  openNamespaces?: readonly string[];
  /** For tests that need to see what would be on disk without encryption. */
  encrypted?: boolean;
  /** A second address, without credentials, for probes and measurements; none when left out. */
  operations?: { readonly host: string; readonly port: number } | undefined;
  /** Memory for the indexes of projects searched last; see `searchMemoryOf` when left out. */
  searchMemoryBytes?: number | undefined;
  /** Before a server stops: how long it goes on while it already says that it is not ready. Milliseconds; 0 when left out. */
  drainMs?: number | undefined;
  mcpFixture?: McpFixture;
  /** Where tokens of links to remote servers are kept; without it nothing is linked. */
  secrets?: Pick<Secrets, 'get' | 'set' | 'delete'> | undefined;
}

export interface RunningServer {
  /** Of the TCP face, such as `http://127.0.0.1:7272`. */
  readonly url: string | undefined;
  readonly socketPath: string | undefined;
  /** Of probes and measurements. */
  readonly operationsUrl: string | undefined;
  readonly accountId: string;
  /** Since when nobody is connected and no job is under way, in milliseconds; 0 while either is. */
  idleMs(): number;
  /** Says that it is not ready, stops taking requests after `drainMs`, lets those under way end, and closes the store. */
  close(): Promise<void>;
}

/** Of one computer's server, and of one of many on a store that they share. */
export function searchMemoryOf({
  searchMemoryBytes,
  store,
}: Pick<ServerOptions, 'searchMemoryBytes' | 'store'>): number {
  return searchMemoryBytes ?? (store === undefined ? 256 : 48) * 1024 * 1024;
}

/** What holds where an option is left out. */
export const defaults = { rateLimit: 6_000, maxFileBytes: 500 * 1024 * 1024, retentionDays: 30 };
