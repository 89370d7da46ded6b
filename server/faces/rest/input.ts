/** The input of a request: path, query and body, parsed by the operation's schema. */
import type { Context } from 'hono';
import { KeepsakeError, inputInQuery, pathParameters, type Operation } from '../../../contract/index.ts';
import type { IncomingFile } from '../../services/drive.ts';
import { invalidInput } from '../answers.ts';
import { readMultipart } from './multipart.ts';
import { bodyOf } from './packing.ts';

/** Largest JSON body, in bytes. */
const maxJsonBytes = 4 * 1024 * 1024;

export interface ParsedInput {
  readonly input: Record<string, unknown>;
  readonly file?: IncomingFile;
}

/** @throws KeepsakeError VALIDATION_ERROR, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE */
export async function readInput(operation: Operation, context: Context): Promise<ParsedInput> {
  const inPath = Object.fromEntries(
    pathParameters(operation.path).map((name) => [name, context.req.param(name)]),
  );
  const query = context.req.query();
  if (operation.body === 'file') {
    const { fields, file } = await readMultipart(context.req.raw.body, context.req.header('content-type'));
    return { input: parse(operation, { ...query, ...fields, ...inPath }), file };
  }
  const rest = inputInQuery(operation) ? query : await readJson(context);
  return { input: parse(operation, { ...rest, ...inPath }) };
}

function parse(operation: Operation, raw: unknown): Record<string, unknown> {
  const result = operation.input.safeParse(raw);
  if (!result.success) throw invalidInput(result.error.issues);
  return result.data;
}

async function readJson(context: Context): Promise<Record<string, unknown>> {
  const text = await readText(context);
  if (text === '') return {};
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
    throw new KeepsakeError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the body as JSON with "Content-Type: application/json".',
    );
  }
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KeepsakeError('VALIDATION_ERROR', 'The body is not a JSON object. Send fields by name.');
  }
  return value as Record<string, unknown>;
}

async function readText(context: Context): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyOf(context)) {
    size += chunk.byteLength;
    if (size > maxJsonBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

function tooLarge(): KeepsakeError {
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `The body is larger than ${maxJsonBytes / 1_048_576} MB. Send long texts as documents.`,
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new KeepsakeError('VALIDATION_ERROR', 'The body is not UTF-8 text. Encode it as UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The body is not valid JSON. Check it for missing quotes, commas or brackets.',
    );
  }
}
