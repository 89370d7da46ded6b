/** The OpenAPI 3.1 description of the REST API, generated from the operations. */
import { z } from 'zod';
import { errorStatus } from './errors.ts';
import { inputInQuery, isWrite, pathParameters, type Operation } from './operation.ts';
import { operations, type OperationName } from './operations/index.ts';
import { leastStanding } from './permissions.ts';
import { keepsakeVersion } from './version.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), as a plain object. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, operation] of Object.entries(operations as Record<string, Operation>)) {
    const path = (paths[`/api/v1${operation.path}`] ??= {});
    const method = operation.method.toLowerCase();
    path[method] =
      path[method] === undefined
        ? describe(name as OperationName, operation)
        : alternative(path[method], operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keepsake',
      version: keepsakeVersion,
      description: 'Long-term memory for AI tools, owned by the person who uses them.',
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: errorSchema },
    },
    security: [{ bearer: [] }],
  };
}

const errorSchema = {
  type: 'object',
  required: ['success', 'code', 'message'],
  properties: {
    success: { const: false },
    code: { enum: Object.keys(errorStatus) },
    message: { type: 'string' },
    details: { type: 'object' },
  },
};

function describe(name: OperationName, operation: Operation): Json {
  const body = requestBody(operation);
  return {
    operationId: name,
    summary: operation.summary,
    'x-access': operation.access,
    'x-role': leastStanding[name],
    ...(operation.access === 'anyone' ? { security: [] } : {}),
    parameters: parameters(operation),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      [operation.status ?? 200]: { description: 'Success', content: responseContent(operation) },
      default: {
        description: 'Error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** Two operations on one method and path differ by the body's media type; OpenAPI shows them as one. */
function alternative(first: Json, second: Operation): Json {
  const {
    requestBody: body,
    summary,
    ...rest
  } = first as { requestBody: { content: Json }; summary: string };
  return {
    ...rest,
    summary: `${summary} ${second.summary}`,
    requestBody: { required: true, content: { ...body.content, ...requestBody(second) } },
  };
}

function inputSchema(operation: Operation): { properties: Json; required: string[] } {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as {
    properties?: Json;
    required?: string[];
  };
  return { properties: schema.properties ?? {}, required: schema.required ?? [] };
}

function parameters(operation: Operation): Json[] {
  const { properties, required } = inputSchema(operation);
  const inPath = pathParameters(operation.path);
  const fields = inputInQuery(operation) ? Object.keys(properties) : inPath;
  const list: Json[] = fields.map((name) => ({
    name,
    in: inPath.includes(name) ? 'path' : 'query',
    required: inPath.includes(name) || required.includes(name),
    schema: properties[name],
  }));
  if (isWrite(operation))
    list.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 255 },
    });
  return list;
}

function requestBody(operation: Operation): Json | undefined {
  if (inputInQuery(operation)) return undefined;
  const { properties, required } = inputSchema(operation);
  const inPath = pathParameters(operation.path);
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)));
  const ownRequired = required.filter((name) => !inPath.includes(name));
  if (operation.body === 'file') {
    const file = { type: 'string', format: 'binary' };
    return {
      'multipart/form-data': {
        schema: { type: 'object', properties: { ...own, file }, required: [...ownRequired, 'file'] },
      },
    };
  }
  return { 'application/json': { schema: { type: 'object', properties: own, required: ownRequired } } };
}

function responseContent(operation: Operation): Json {
  if (operation.binary)
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  const data = z.toJSONSchema(operation.output) as Json;
  const schema = {
    type: 'object',
    required: ['success', 'data'],
    properties: { success: { const: true }, data },
  };
  return { 'application/json': { schema } };
}
