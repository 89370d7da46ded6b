/** A real OIDC issuer on this computer: oidc-provider, whose clients stand for people and get JWTs for a resource. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

export interface TestIssuer extends AsyncDisposable {
  readonly url: string;
  /** An access token of somebody for a resource. @param scope as OAuth writes scopes */
  token(who: string, resource: string, scope: string): Promise<string>;
}

export async function startIssuer(people: readonly string[]): Promise<TestIssuer> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'first' };
  http.on('request', new Provider(url, configurationOf(people, key)).callback());
  return {
    url,
    async token(who, resource, scope) {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: who,
          client_secret: secret,
          resource,
          scope,
        }),
      });
      const { access_token } = (await answer.json()) as { access_token: string };
      return access_token;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => (http.close(() => resolve()), http.closeAllConnections())),
  };
}

const secret = 'a-secret-of-the-test-alone';
const scopes = 'keepsake:read keepsake:write keepsake:manage';

function configurationOf(people: readonly string[], key: object): object {
  return {
    clients: people.map((client_id) => ({
      client_id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [],
      response_types: [],
    })),
    jwks: { keys: [key] },
    ttl: { ClientCredentials: 600 },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: `${scopes} other`,
          audience: resource,
          accessTokenTTL: 600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}
