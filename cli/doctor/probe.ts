/** What can be told of a server from outside: its era, how fast it answers, and whom it takes the secret for. */
import { createClient, KeepsakeError, keepsakeVersion, toKeepsakeError } from '../../contract/index.ts';
import type { Connection } from '../../local/connections.ts';
import { createFetch, createOutwardFetch } from '../../local/http.ts';
import type { Paths } from '../../local/paths.ts';
import { exchange, type Endpoint } from './exchange.ts';

export interface Probe {
  readonly era: 'modern' | 'legacy';
  readonly revision: string;
  /** Whether an older server keeps a session. */
  readonly sessions: boolean;
  /** Of the middle one of three requests. */
  readonly latency_ms: number;
  readonly tools: number;
  /** Only of a Keepsake server. */
  readonly keepsake?: Account;
}

export interface Account {
  readonly version: string;
  readonly account_id: string;
  readonly scope: string;
  readonly project_ids: readonly string[];
  readonly default_project_id: string | undefined;
}

const modernRevision = '2026-07-28';
const legacyRevision = '2025-11-25';
const clientInfo = { name: 'keepsake-doctor', version: keepsakeVersion };
const rounds = 3;

/** Where a connection leads. */
export function endpointOf({ server }: Connection, paths: Paths, secret: string | undefined): Endpoint {
  if (server.type === 'local')
    return {
      url: 'http://localhost/mcp',
      fetch: createFetch({ socketPath: paths.socketPath }),
      secret,
    };
  const ca = server.type === 'remote' ? server.ca : undefined;
  return { url: server.url, fetch: createOutwardFetch(ca), secret };
}

/** Where the REST API of the same server begins. */
export function originOf(url: string): string {
  return url.replace(/\/(mcp\/?)?$/, '');
}

/** @throws KeepsakeError that says what stands in the way, and what to do */
export async function probe(endpoint: Endpoint): Promise<Probe> {
  const found = (await askModern(endpoint)) ?? (await askLegacy(endpoint));
  const account = await accountOf(endpoint);
  return account === undefined ? found : { ...found, keepsake: account };
}

async function askModern(endpoint: Endpoint): Promise<Probe | undefined> {
  const ask = (method: string) =>
    exchange(endpoint, { id: 1, method, params: { _meta: modernMeta } }, modernHeaders(method));
  if ((await ask('server/discover')) === undefined) return undefined;
  const { reply, latency } = await timed(() => ask('tools/list'));
  return {
    era: 'modern',
    revision: modernRevision,
    sessions: false,
    latency_ms: latency,
    tools: countTools(reply?.result),
  };
}

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': modernRevision,
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function modernHeaders(method: string): Record<string, string> {
  return { 'mcp-protocol-version': modernRevision, 'mcp-method': method };
}

async function askLegacy(endpoint: Endpoint): Promise<Probe> {
  const params = { protocolVersion: legacyRevision, capabilities: {}, clientInfo };
  const opened = await exchange(endpoint, { id: 1, method: 'initialize', params }, {});
  if (opened === undefined)
    throw new KeepsakeError(
      'INTERNAL',
      `${endpoint.url} answers, but not as an MCP endpoint of any revision does. Check the address.`,
    );
  const named = opened.result['protocolVersion'];
  const revision = typeof named === 'string' ? named : legacyRevision;
  const headers: Record<string, string> = { 'mcp-protocol-version': revision };
  if (opened.session !== undefined) headers['mcp-session-id'] = opened.session;
  await exchange(endpoint, { method: 'notifications/initialized', params: {} }, headers);
  const { reply, latency } = await timed(() =>
    exchange(endpoint, { id: 2, method: 'tools/list', params: {} }, headers),
  );
  if (opened.session !== undefined) await endSession(endpoint, headers);
  return {
    era: 'legacy',
    revision,
    sessions: opened.session !== undefined,
    latency_ms: latency,
    tools: countTools(reply?.result),
  };
}

/** A server may refuse to end a session, or have ended it already; it then does so by itself. */
async function endSession({ url, fetch, secret }: Endpoint, headers: Record<string, string>): Promise<void> {
  const authorization = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  await fetch(url, { method: 'DELETE', headers: { ...headers, ...authorization } }).then(
    (response) => response.text(),
    () => undefined,
  );
}

async function timed<T>(call: () => Promise<T>): Promise<{ reply: T; latency: number }> {
  const times: number[] = [];
  let reply!: T;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    reply = await call();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { reply, latency: Math.round((times[Math.floor(rounds / 2)] ?? 0) * 10) / 10 };
}

function countTools(result: Record<string, unknown> | undefined): number {
  const listed = result?.['tools'];
  return Array.isArray(listed) ? listed.length : 0;
}

/** Whom the secret belongs to, as a Keepsake server tells; undefined for other servers. */
async function accountOf({ url, fetch, secret }: Endpoint): Promise<Account | undefined> {
  const client = createClient({
    baseUrl: originOf(url),
    fetch,
    token: () => secret,
    newIdempotencyKey: () => '',
  });
  try {
    const { version, account_id, caller } = await client.getServer({});
    const { scope, project_ids = [], default_project_id } = caller;
    return { version, account_id, scope, project_ids, default_project_id };
  } catch (error) {
    const { code } = toKeepsakeError(error);
    if (code === 'INTERNAL' || code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
