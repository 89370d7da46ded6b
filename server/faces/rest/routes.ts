/** The REST API: one route per operation of the contract, and its OpenAPI description. */
import { Hono, type Context } from 'hono';
import type { Logger } from 'pino';
import {
  KeepsakeError,
  isWrite,
  operations,
  type Operation,
  type OperationName,
} from '../../../contract/index.ts';
import { openApiDocument } from '../../../contract/openapi.ts';
import { leastStanding } from '../../../contract/permissions.ts';
import { clientFault, contractHeader } from '../../../contract/skew.ts';
import { contractVersion } from '../../../contract/version.ts';
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { answer, answerError } from '../answers.ts';
import { authenticate, countRequest, requireAccess } from '../credentials.ts';
import { callOf } from '../repeats.ts';
import type { Request } from './handler.ts';
import { createHandlers } from './handlers.ts';
import { readInput } from './input.ts';
import { packed, takenEncoding } from './packing.ts';

type AnyHandler = (request: Request<Record<string, unknown>>) => Promise<unknown>;

interface Route {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly handle: AnyHandler;
}

/** The API, to be mounted at `/api/v1`. */
export function createRest(services: Services, endpointUrl: () => string, logger: Logger): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    context.header(contractHeader, contractVersion);
    context.header('accept-encoding', takenEncoding);
    const fault = clientFault(context.req.header(contractHeader));
    return fault === undefined ? next() : answerError(context, fault, logger);
  });
  const handlers = createHandlers(services, endpointUrl);
  for (const routes of routesByPath(handlers as unknown as Record<OperationName, AnyHandler>)) {
    const { method, path } = (routes[0] as Route).operation;
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => serve(services, routes, context));
  }
  const description = JSON.stringify(openApiDocument());
  app.get('/openapi.json', (context) =>
    context.body(description, 200, { 'content-type': 'application/json' }),
  );
  app.notFound((context) => answerError(context, unknownPath(context), logger));
  app.onError((error, context) => answerError(context, error, logger));
  return app;
}

/** Operations that share method and path differ by the body's media type. Paths without parameters come first. */
function routesByPath(handlers: Record<OperationName, AnyHandler>): Route[][] {
  const groups = new Map<string, Route[]>();
  for (const [name, operation] of Object.entries(operations as Record<OperationName, Operation>)) {
    const path = `${operation.method} ${operation.path}`;
    groups.set(path, [
      ...(groups.get(path) ?? []),
      { name: name as OperationName, operation, handle: handlers[name as OperationName] },
    ]);
  }
  return [...groups]
    .toSorted(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([, routes]) => routes);
}

/** What changes nothing and is in the audit log nevertheless. */
const noted = new Map<OperationName, string>([
  ['exportEverything', 'export_everything'],
  ['exportProject', 'export_project'],
  ['exportAudit', 'export_audit'],
]);

async function serve(services: Services, routes: Route[], context: Context): Promise<Response> {
  const { name, operation, handle } = chooseRoute(routes, context);
  const caller = await identify(services, name, context);
  const { input, file } = await readInput(operation, context);
  const call = callOf(
    caller,
    isWrite(operation) ? context.req.header('idempotency-key') : undefined,
    name,
    input,
  );
  if (noted.has(name)) await services.audit.note(caller, noted.get(name) ?? name);
  const result = await handle({ input, caller, call, context, file });
  if (operation.access === 'read') services.activity.read(caller, 'rest', name, input, result);
  if (result instanceof Response) return result;
  return packed(context, answer(context, result, operation.status ?? 200));
}

function chooseRoute(routes: Route[], context: Context): Route {
  const isMultipart = /^multipart\//i.test(context.req.header('content-type') ?? '');
  return routes.find(({ operation }) => (operation.body === 'file') === isMultipart) ?? (routes[0] as Route);
}

/** The caller; for the operations that anyone may call, nobody in particular. */
async function identify(services: Services, name: OperationName, context: Context): Promise<Caller> {
  const { access }: Operation = operations[name];
  const least = leastStanding[name];
  if (access === 'anyone' || least === 'anyone')
    return { type: 'key', account: '', keyId: '', name: '', scope: 'read', projects: [], defaultProject: '' };
  const caller = await authenticate(services, context);
  await countRequest(services, context, caller);
  requireAccess(caller, access, least);
  return caller;
}

function unknownPath(context: Context): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `There is nothing at ${context.req.method} ${context.req.path}. See /api/v1/openapi.json for what is.`,
    { unknown_operation: true },
  );
}
