/** Who sends an HTTP request: a key or the owner by bearer, or a browser with the owner's session cookie. */
import { getCookie } from 'hono/cookie';
import type { Context } from 'hono';
import { KeepsakeError, type Access } from '../../contract/index.ts';
import { readToken } from '../../local/tokens.ts';
import { principalOf, requireOwner, requireWrite, type Caller } from '../services/caller.ts';
import type { Services } from '../services/services.ts';

export const sessionCookie = 'keepsake_session';

/**
 * The caller of a request.
 *
 * @throws KeepsakeError UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED; FORBIDDEN for a page of another origin.
 */
export async function authenticate(services: Services, context: Context): Promise<Caller> {
  const caller = await identify(services, context);
  const client = context.req.header('x-keepsake-client')?.slice(0, 100);
  return client === undefined || client === '' ? caller : { ...caller, client };
}

async function identify(services: Services, context: Context): Promise<Caller> {
  const header = context.req.header('authorization');
  if (header !== undefined) {
    const secret = /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
    return readToken(secret)?.type === 'kso'
      ? services.owners.authenticate(secret)
      : services.keys.authenticate(secret);
  }
  const session = getCookie(context, sessionCookie);
  if (session === undefined) {
    throw new KeepsakeError(
      'UNAUTHORIZED',
      'This request carries no secret. Send the key as "Authorization: Bearer ksk_…".',
    );
  }
  requireSameOrigin(context);
  return services.owners.resume(session);
}

/** A browser sends the cookie along from any page; only our own page may use it. */
export function requireSameOrigin(context: Context): void {
  const origin = context.req.header('origin');
  const site = context.req.header('sec-fetch-site');
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  const sameOrigin = origin === undefined || hostOf(origin) === context.req.header('host');
  const safe = context.req.method === 'GET' || origin !== undefined || site === 'same-origin';
  if (!sameSite || !sameOrigin || !safe) {
    throw new KeepsakeError(
      'FORBIDDEN',
      'This page may not use your Keepsake session. Open the Keepsake page itself.',
    );
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Counts the request against the caller's limit and says so in the answer's headers. */
export function countRequest(services: Services, context: Context, caller: Caller): void {
  const { limit, remaining, reset } = services.usage.count(caller.account, principalOf(caller));
  context.header('X-RateLimit-Limit', String(limit));
  context.header('X-RateLimit-Remaining', String(remaining));
  context.header('X-RateLimit-Reset', String(reset));
}

/** @throws KeepsakeError READ_ONLY_KEY or FORBIDDEN when the caller's scope does not allow the access. */
export function requireAccess(caller: Caller, access: Access): void {
  if (access === 'owner') requireOwner(caller);
  if (access === 'write') requireWrite(caller);
}
