/** The HTTP application: health, REST, MCP and the page behind one check of the Host header. */
import { Hono, type Context } from 'hono';
import type { Logger } from 'pino';
import { KeepsakeError } from '../contract/index.ts';
import { answerError } from './faces/answers.ts';
import type { OpenNamespaces } from './faces/kv/open-namespaces.ts';
import { createKv } from './faces/kv/routes.ts';
import { createMcpEndpoint, type McpFixture } from './faces/mcp/endpoint.ts';
import { createResourceMetadata, leadToIssuer, type Resource } from './faces/oauth.ts';
import { createPage } from './faces/page.ts';
import { createUploads } from './faces/uploads/tus.ts';
import { createRest } from './faces/rest/routes.ts';
import type { ObservedRequest, Observer } from './observing/observer.ts';
import type { Readiness } from './observing/operations.ts';
import type { Services } from './services/services.ts';

export interface AppDependencies {
  services: Services;
  logger: Logger;
  /** Address of the MCP endpoint, for people to copy. */
  endpointUrl: () => string;
  /** Hosts, besides loopback, by which this server is reached. */
  hosts: readonly string[];
  pageFolder: string | undefined;
  readiness: Readiness;
  isDraining: () => boolean;
  observer?: Observer | undefined;
  /** Whose access tokens are taken. */
  oidcIssuer?: string | undefined;
  openNamespaces?: OpenNamespaces | undefined;
  mcpFixture?: McpFixture | undefined;
}

export interface App {
  readonly fetch: (request: Request, environment?: unknown) => Response | Promise<Response>;
  close(): Promise<void>;
}

/** The application as a `fetch` handler; tests call it without a socket. */
export function createApp(dependencies: AppDependencies): App {
  const { services, logger, endpointUrl, hosts, pageFolder, readiness, observer, oidcIssuer } = dependencies;
  const resource: Resource | undefined =
    oidcIssuer === undefined ? undefined : { issuer: oidcIssuer, url: endpointUrl };
  const app = new Hono();
  const mcp = createMcpEndpoint({ services, logger, fixture: dependencies.mcpFixture });
  app.use(async (context, next) => {
    if (!isKnownHost(context.req.header('host'), hosts)) return answerError(context, unknownHost(), logger);
    const started = performance.now();
    await (observer === undefined ? next() : observer.request(observed(context), next));
    // A client that keeps its connection would stay with a server that is about to go.
    if (dependencies.isDraining()) context.header('connection', 'close');
    if (resource !== undefined) leadToIssuer(context, resource);
    logRequest(context, logger, performance.now() - started);
    return undefined;
  });
  app.get('/livez', (context) => context.text('ok\n'));
  app.get('/readyz', readiness);
  if (resource !== undefined) app.route('/', createResourceMetadata(resource));
  app.route('/api/v1/uploads', createUploads(services, logger));
  app.route('/', createKv({ services, logger, open: dependencies.openNamespaces }));
  app.route('/api/v1', createRest(services, endpointUrl, logger));
  app.all('/mcp', (context) => {
    const foreign = foreignOrigin(context, hosts);
    return foreign === undefined ? mcp.handle(context) : answerError(context, foreign, logger);
  });
  if (pageFolder !== undefined) app.route('/', createPage(pageFolder));
  return { fetch: app.fetch, close: () => mcp.close() };
}

function observed(context: Context): ObservedRequest {
  const { req } = context;
  return {
    method: req.method,
    traceparent: req.header('traceparent'),
    answered: () => ({ route: req.routePath, status: context.res.status }),
  };
}

/** Method, route and status only: a path or query could hold what a person wrote. */
function logRequest(context: Context, logger: Logger, ms: number): void {
  logger.info(
    {
      method: context.req.method,
      route: context.req.routePath,
      status: context.res.status,
      ms: Math.round(ms),
    },
    'request',
  );
}

/** A page elsewhere that has its own name point at this computer (DNS rebinding) sends that name as Host. */
function isKnownHost(host: string | undefined, hosts: readonly string[]): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '');
  return ['localhost', '127.0.0.1', '[::1]', ...hosts].includes(name);
}

function unknownHost(): KeepsakeError {
  return new KeepsakeError(
    'FORBIDDEN',
    'This server is not known by that name. Call it by the address it printed when it started.',
  );
}

function foreignOrigin(context: Context, hosts: readonly string[]): KeepsakeError | undefined {
  const origin = context.req.header('origin');
  if (origin === undefined) return undefined;
  if (URL.canParse(origin) && isKnownHost(new URL(origin).host, hosts)) return undefined;
  return new KeepsakeError('FORBIDDEN', 'Pages of other sites may not call this server.');
}
