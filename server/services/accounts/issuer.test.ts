/** Tokens that an issuer made, and everything that only looks like one. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
} from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIssuer } from './issuer.ts';

const audience = 'https://memory.example/mcp';
const start = Date.UTC(2026, 0, 1);
let http: Server;
let url: string;
/** What the issuer publishes. */
let published: JWK[] = [];
let asked = 0;
let now = start;
let pair: Awaited<ReturnType<typeof newPair>>;

beforeAll(async () => {
  http = createServer((request, response) => {
    asked++;
    const isKeys = request.url === '/jwks';
    const body = isKeys ? { keys: published } : { issuer: url, jwks_uri: `${url}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  pair = await newPair('first');
  published = [pair.jwk];
});

afterAll(() => http.close());

async function newPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    kid,
    publicKey,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
  };
}

interface Wish {
  readonly key?: CryptoKey | Uint8Array;
  readonly header?: { alg?: string; kid?: string; typ?: string };
  readonly claims?: Record<string, unknown>;
}

function claimsOf(more: Record<string, unknown> = {}) {
  const at = now / 1_000;
  return {
    iss: url,
    sub: 'ada',
    aud: audience,
    iat: at,
    exp: at + 600,
    scope: 'openid keepsake:read',
    ...more,
  };
}

function tokenOf({ key = pair.privateKey, header = {}, claims }: Wish = {}): Promise<string> {
  return new SignJWT(claimsOf(claims))
    .setProtectedHeader({ alg: 'ES256', kid: pair.kid, typ: 'at+jwt', ...header })
    .sign(key);
}

const issuerAt = () => createIssuer({ issuer: url, audience: () => audience }, () => now);

it('tells who a token is of, the widest scope and the program', async () => {
  const claims = { scope: 'keepsake:read keepsake:write', client_id: 'an app' };
  expect(await issuerAt().verify(await tokenOf({ claims }))).toEqual({
    identity: { issuer: url, subject: 'ada' },
    scope: 'write',
    program: 'an app',
  });
  expect(
    await issuerAt().verify(await tokenOf({ claims: { scope: undefined, scp: ['keepsake:manage'] } })),
  ).toMatchObject({
    scope: 'manage',
  });
  expect((await issuerAt().verify(await tokenOf({ claims: { scope: 'openid' } }))).scope).toBeUndefined();
});

it('refuses what the issuer did not sign for this server and this time', async () => {
  const stranger = await newPair('first');
  const publicPem = Buffer.from(await exportSPKI(pair.publicKey));
  const tokens: [string, string][] = [
    ['signed by another key of the same name', await tokenOf({ key: stranger.privateKey })],
    [
      'signed with the public key as a shared secret',
      await tokenOf({ key: publicPem, header: { alg: 'HS256' } }),
    ],
    ['not signed', new UnsecuredJWT(claimsOf()).encode()],
    ['changed', (await tokenOf()).replace(/\.[^.]{6}/, '.AAAAAA')],
    ['of another kind', await tokenOf({ header: { typ: 'logout+jwt' } })],
    ['for another server', await tokenOf({ claims: { aud: 'https://elsewhere.example/mcp' } })],
    ['for a client, as ID tokens are', await tokenOf({ claims: { aud: 'an app' } })],
    ['of another issuer', await tokenOf({ claims: { iss: 'https://elsewhere.example' } })],
    ['expired', await tokenOf({ claims: { exp: now / 1_000 - 60 } })],
    ['not yet good', await tokenOf({ claims: { nbf: now / 1_000 + 600 } })],
    ['without an end', await tokenOf({ claims: { exp: undefined } })],
    ['of nobody', await tokenOf({ claims: { sub: undefined } })],
  ];
  const issuer = issuerAt();
  for (const [which, token] of tokens) {
    const outcome = await issuer.verify(token).then(
      () => 'let in',
      (error: { code: string }) => error.code,
    );
    expect({ which, outcome }).toEqual({ which, outcome: 'UNAUTHORIZED' });
  }
});

it('finds new keys of the issuer, and does not ask it again for each stranger', async () => {
  const issuer = issuerAt();
  await issuer.verify(await tokenOf());
  const stranger = await newPair('stranger');
  const strange = () => tokenOf({ key: stranger.privateKey, header: { kid: 'stranger' } });
  const before = asked;
  for (let i = 0; i < 5; i++)
    await expect(issuer.verify(await strange())).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(asked).toBe(before);
  const next = await newPair('second');
  published = [pair.jwk, next.jwk];
  now += 60_000;
  const token = await tokenOf({ key: next.privateKey, header: { kid: 'second' } });
  expect((await issuer.verify(token)).identity.subject).toBe('ada');
});

it('says so when the issuer cannot be asked, or is another one than it was said to be', async () => {
  const token = await tokenOf();
  const away = createIssuer({ issuer: 'http://127.0.0.1:9', audience: () => audience }, () => now);
  await expect(away.verify(token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const other = createIssuer(
    { issuer: url.replace('127.0.0.1', 'localhost'), audience: () => audience },
    () => now,
  );
  await expect(other.verify(token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
