/** How REST answers look: the envelope, and errors with their status and headers. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';

/** A successful answer: `{success: true, data}`. */
export function answer(context: Context, data: unknown, status: ContentfulStatusCode = 200): Response {
  return context.json({ success: true, data }, status);
}

/** An error as its envelope; what is our own fault is logged with its cause, which the caller does not see. */
export function answerError(context: Context, thrown: unknown, logger: Logger): Response {
  const error = toKeepsakeError(thrown);
  if (error.status >= 500)
    logger.error(
      { err: error.cause ?? error, code: error.code, path: context.req.routePath },
      'request failed',
    );
  if (error.details?.retry_after !== undefined)
    context.header('Retry-After', String(error.details.retry_after));
  if (error.status === 401) context.header('WWW-Authenticate', 'Bearer realm="keepsake"');
  const scope = error.details?.['required_scope'];
  if (error.status === 403 && typeof scope === 'string') {
    const challenge = `Bearer realm="keepsake", error="insufficient_scope", scope="keepsake:${scope}"`;
    context.header('WWW-Authenticate', challenge);
  }
  const { code, message, details } = error;
  return context.json(
    { success: false, code, message, ...(details === undefined ? {} : { details }) },
    error.status as ContentfulStatusCode,
  );
}

/** A zod failure in words: which fields, and what is wrong with each. Never the values. */
export function invalidInput(issues: readonly { path: PropertyKey[]; message: string }[]): KeepsakeError {
  const fields = issues
    .slice(0, 10)
    .map(({ path, message }) => ({ field: path.join('.') || '(input)', message }));
  const words = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new KeepsakeError('VALIDATION_ERROR', `The input does not fit: ${words}.`, { fields });
}
