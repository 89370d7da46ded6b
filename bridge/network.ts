/** How an endpoint is reached: a socket of this computer or a URL, through the proxy and with the certificates of the system. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { isLoopback, trustedCertificates } from '../local/outward.ts';

/** Not imported: an import reads every export, and some of these load all of undici (10 ms, 5 MB). */
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http');

/** Where the endpoint is. `ca` is the file of an authority that is trusted for it. */
export type Target =
  | { readonly socketPath: string }
  | { readonly url: string; readonly ca?: string | undefined };

export interface Network {
  readonly base: RequestOptions;
  readonly open: (options: RequestOptions, callback: (response: IncomingMessage) => void) => ClientRequest;
}

/** Nothing is connected before the first request. TLS is loaded for addresses that need it: it takes half as long as all else. */
export async function networkTo(target: Target, env: NodeJS.ProcessEnv = process.env): Promise<Network> {
  const keep = { keepAlive: true, maxSockets: 256 };
  if ('socketPath' in target) {
    const base = {
      agent: new HttpAgent(keep),
      socketPath: target.socketPath,
      host: 'localhost',
      path: '/mcp',
    };
    return { open: httpRequest, base };
  }
  const { protocol, hostname, port, pathname, search } = new URL(target.url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const options = { ...keep, ...(isLoopback(host) ? {} : { proxyEnv: env }) };
  const base = { hostname: host, port, path: pathname + search };
  if (protocol !== 'https:') return { open: httpRequest, base: { ...base, agent: new HttpAgent(options) } };
  const { Agent, request } = await import('node:https');
  const agent = new Agent({ ...options, ca: await trustedCertificates(target.ca) });
  return { open: request, base: { ...base, agent } };
}
