/** Access tokens of an OIDC issuer: found out about by discovery, verified by its published keys. */
import type * as library from 'jose';
import { KeepsakeError } from '../../../contract/index.ts';
import { tokenScope, type TokenScope } from '../../../contract/roles.ts';
import { createOutwardFetch } from '../../../local/http.ts';
import type { Clock } from '../records.ts';
import type { Identity } from './member-record.ts';

export interface IssuerOptions {
  /** As its tokens name it in `iss`. */
  readonly issuer: string;
  /** What its tokens must be for, as they name it in `aud`. */
  readonly audience: () => string;
}

/** What a token says, once it is verified. */
export interface VerifiedToken {
  readonly identity: Identity;
  /** The widest of its scopes; undefined without any of ours. */
  readonly scope: TokenScope | undefined;
  /** The program that the issuer gave it to. */
  readonly program: string | undefined;
}

export interface Issuer {
  /** @throws KeepsakeError UNAUTHORIZED with the reason; UNAVAILABLE when the issuer cannot be asked for its keys */
  verify(token: string): Promise<VerifiedToken>;
}

type Jose = typeof library;
type KeySet = ReturnType<Jose['createLocalJWKSet']>;

const scopePrefix = 'keepsake:';
/** As the issuer's metadata and a token's `scope` name them. */
export const oauthScopes = tokenScope.options.map((scope) => `${scopePrefix}${scope}`);

/** Those that need a private key: a server that could check a shared secret could make tokens, too. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const types = ['at+jwt', 'application/at+jwt', 'JWT', undefined];
const skewSeconds = 30;
/** How soon unknown keys make the issuer be asked again. */
const pauseMs = 30_000;

export function createIssuer({ issuer, audience }: IssuerOptions, clock: Clock): Issuer {
  const fetch = createOutwardFetch();
  let known: { keys: Promise<KeySet>; at: number } | undefined;

  async function readJson(url: string): Promise<Record<string, unknown>> {
    const headers = { accept: 'application/json' };
    const response = await fetch(url, { method: 'GET', headers, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`the issuer answers ${response.status}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  async function readKeys(jose: Jose): Promise<KeySet> {
    try {
      const metadata = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      if (metadata['issuer'] !== issuer) throw new Error('the metadata is of another issuer');
      const keys = await readJson(String(metadata['jwks_uri']));
      return jose.createLocalJWKSet(keys as unknown as Parameters<Jose['createLocalJWKSet']>[0]);
    } catch (error) {
      known = undefined;
      throw new KeepsakeError(
        'UNAVAILABLE',
        `The keys of the issuer ${issuer} cannot be read, so nobody can sign in by it now. Try again; who runs the server finds the reason in its log.`,
        { retry_after: 5 },
        error,
      );
    }
  }

  /** The issuer's keys; read anew for a key that is not known, but not for each stranger's token. */
  function keysOf(jose: Jose, isStale: boolean): Promise<KeySet> {
    const now = clock();
    if (known === undefined || (isStale && known.at + pauseMs <= now))
      known = { keys: readKeys(jose), at: now };
    return known.keys;
  }

  async function check(jose: Jose, token: string, isStale: boolean) {
    return jose.jwtVerify(token, await keysOf(jose, isStale), {
      issuer,
      audience: audience(),
      algorithms,
      clockTolerance: skewSeconds,
      currentDate: new Date(clock()),
      requiredClaims: ['sub', 'exp', 'aud'],
    });
  }

  return {
    async verify(token) {
      const jose = await import('jose');
      try {
        const { payload, protectedHeader } = await check(jose, token, false).catch((error: unknown) => {
          if (error instanceof jose.errors.JWKSNoMatchingKey) return check(jose, token, true);
          throw error;
        });
        if (!types.includes(protectedHeader.typ)) throw refused('is of another kind');
        const program = payload['client_id'] ?? payload['azp'];
        return {
          identity: { issuer, subject: payload.sub ?? '' },
          scope: widestScope(payload['scope'] ?? payload['scp']),
          program: typeof program === 'string' ? program.slice(0, 100) : undefined,
        };
      } catch (error) {
        throw error instanceof KeepsakeError ? error : reasonOf(jose, error);
      }
    },
  };
}

/** Of the scopes of a token, in either of the two ways in which issuers write them. */
function widestScope(claim: unknown): TokenScope | undefined {
  const named = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : [];
  return tokenScope.options.toReversed().find((scope) => named.includes(`${scopePrefix}${scope}`));
}

function reasonOf(jose: Jose, error: unknown): KeepsakeError {
  if (error instanceof jose.errors.JWTExpired) return refused('has expired');
  if (error instanceof jose.errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return refused('is for another server');
    if (error.claim === 'iss') return refused('is of another issuer');
    return refused(`does not hold what it must (${error.claim})`);
  }
  return refused('is not signed by the issuer of this server');
}

function refused(why: string): KeepsakeError {
  return new KeepsakeError('UNAUTHORIZED', `This access token ${why}. Sign in again and use a new one.`);
}
