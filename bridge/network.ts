/** How an endpoint is reached: a socket of this computer or a URL, through the proxy and with the certificates of the system. */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import * as tls from 'node:tls';

/** Where the endpoint is. */
export type Target = { readonly socketPath: string } | { readonly url: string };

export interface Network {
  readonly base: RequestOptions;
  readonly open: (
    options: RequestOptions,
    callback: (response: IncomingMessage) => void,
  ) => ReturnType<typeof httpRequest>;
}

/** Nothing is connected before the first request. */
export function networkTo(target: Target, env: NodeJS.ProcessEnv = process.env): Network {
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
  return { open: httpsRequest, base: { ...base, agent: new HttpsAgent({ ...options, ca: certificates() }) } };
}

/** What Node.js trusts (NODE_EXTRA_CA_CERTS included) and what this system trusts. */
function certificates(): string[] {
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
}

/** Whether a name stands for this computer. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
