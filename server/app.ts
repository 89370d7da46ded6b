/** The HTTP application: health, REST, MCP and the page behind one check of the Host header. */
import { Hono, type Context } from 'hono';
import type { Logger } from 'pino';
import { KeepsakeError } from '../contract/index.ts';
import { answerError } from './faces/answers.ts';
import { createMcpEndpoint, type McpFixture } from './faces/mcp/endpoint.ts';
import { createPage } from './faces/page.ts';
import { createUploads } from './faces/uploads/tus.ts';
import { createRest } from './faces/rest/routes.ts';
import type { Services } from './services/services.ts';

export interface AppDependencies {
  services: Services;
  logger: Logger;
  /** Address of the MCP endpoint, for people to copy. */
  endpointUrl: () => string;
  /** Hosts, besides loopback, by which this server is reached. */
  hosts: readonly string[];
  pageFolder: string | undefined;
  /** Resolves when the store answers. */
  probe: () => Promise<void>;
  isDraining: () => boolean;
  mcpFixture?: McpFixture | undefined;
}

export interface App {
  readonly fetch: (request: Request, environment?: unknown) => Response | Promise<Response>;
  close(): Promise<void>;
}

const probeMs = 2_000;

/** The application as a `fetch` handler; tests call it without a socket. */
export function createApp(dependencies: AppDependencies): App {
  const { services, logger, endpointUrl, hosts, pageFolder } = dependencies;
  const app = new Hono();
  const mcp = createMcpEndpoint({ services, logger, fixture: dependencies.mcpFixture });
  app.use(async (context, next) => {
    if (!isKnownHost(context.req.header('host'), hosts)) return answerError(context, unknownHost(), logger);
    const started = performance.now();
    await next();
    logRequest(context, logger, performance.now() - started);
    return undefined;
  });
  app.get('/livez', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => readiness(context, dependencies));
  app.route('/api/v1/uploads', createUploads(services, logger));
  app.route('/api/v1', createRest(services, endpointUrl, logger));
  app.all('/mcp', (context) => {
    const foreign = foreignOrigin(context, hosts);
    return foreign === undefined ? mcp.handle(context) : answerError(context, foreign, logger);
  });
  if (pageFolder !== undefined) app.route('/', createPage(pageFolder));
  return { fetch: app.fetch, close: () => mcp.close() };
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

async function readiness(
  context: Context,
  { probe, isDraining, logger }: AppDependencies,
): Promise<Response> {
  if (isDraining()) return context.text('stopping\n', 503);
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the store is slow')), probeMs).unref(),
  );
  try {
    await Promise.race([probe(), late]);
    return context.text('ready\n');
  } catch (error) {
    logger.warn({ err: error }, 'not ready');
    return context.text('the store does not answer\n', 503);
  }
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
