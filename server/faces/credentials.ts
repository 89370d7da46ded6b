/** Who sends an HTTP request: a key, the owner or a member by bearer, or a browser with a session's cookie. */
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';
import {
  KeepsakeError,
  operations,
  type Access,
  type Operation,
  type OperationName,
} from '../../contract/index.ts';
import { leastStanding } from '../../contract/permissions.ts';
import type { Standing } from '../../contract/roles.ts';
import { readToken } from '../../local/tokens.ts';
import { principalOf, requireOwner, requireStanding, requireWrite, type Caller } from '../services/caller.ts';
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
    return bearer(services, secret);
  }
  const session = getCookie(context, sessionCookie);
  if (session === undefined) {
    throw new KeepsakeError(
      'UNAUTHORIZED',
      'This request carries no secret. Send the key as "Authorization: Bearer ksk_…".',
    );
  }
  requireSameOrigin(context);
  return readToken(session)?.type === 'ksm'
    ? services.memberSessions.resume(session)
    : services.owners.resume(session);
}

function bearer(services: Services, secret: string): Promise<Caller> {
  switch (readToken(secret)?.type) {
    case 'kso':
      return services.owners.authenticate(secret);
    case 'kst':
      return services.accessTokens.authenticate(secret);
    default:
      return isJwt(secret) ? services.identities.authenticate(secret) : services.keys.authenticate(secret);
  }
}

function isJwt(secret: string): boolean {
  return secret.startsWith('eyJ') && secret.split('.').length === 3;
}

/** Gives a browser its session. */
export function setSession(
  context: Context,
  { secret, maxAgeSeconds }: { secret: string; maxAgeSeconds: number },
): void {
  const secure = context.req.header('x-forwarded-proto') === 'https';
  setCookie(context, sessionCookie, secret, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: maxAgeSeconds,
    secure,
  });
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

/**
 * Counts the request against the limits of caller and account, and says so in the answer's headers.
 *
 * @throws KeepsakeError RATE_LIMIT_EXCEEDED; ACCOUNT_SUSPENDED
 */
export async function countRequest(services: Services, context: Context, caller: Caller): Promise<void> {
  const { quotas } = await services.limits.ofActive(caller.account);
  const most = quotas.requests_per_minute;
  const { limit, remaining, reset } = services.usage.count(caller.account, principalOf(caller), most);
  context.header('X-RateLimit-Limit', String(limit));
  context.header('X-RateLimit-Remaining', String(remaining));
  context.header('X-RateLimit-Reset', String(reset));
}

/**
 * The caller of a request that is still being answered, as they are now. Counts nothing.
 *
 * @throws KeepsakeError as for a new request
 */
export async function recheck(
  services: Services,
  context: Context,
  { name, account }: { readonly name: OperationName; readonly account: string },
): Promise<Caller> {
  const [caller] = await Promise.all([authenticate(services, context), services.limits.ofActive(account)]);
  const { access }: Operation = operations[name];
  const least = leastStanding[name];
  if (least !== 'anyone') requireAccess(caller, access, least);
  return caller;
}

/** @throws KeepsakeError READ_ONLY_KEY or FORBIDDEN when the caller's scope or role does not allow the access. */
export function requireAccess(caller: Caller, access: Access, least: Standing): void {
  if (caller.type === 'owner') return requireStanding(caller, least);
  if (access === 'owner') requireOwner(caller);
  if (access === 'write') requireWrite(caller);
  return undefined;
}
