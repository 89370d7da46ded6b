/** What an OAuth client finds out about this resource server (RFC 9728), and how refusals lead it there. */
import { Hono, type Context } from 'hono';
import { oauthScopes } from '../services/accounts/issuer.ts';

export interface Resource {
  readonly issuer: string;
  /** The resource's identifier: the address of the MCP endpoint. */
  readonly url: () => string;
}

const metadataPath = '/.well-known/oauth-protected-resource';

/** The metadata, to be mounted at the top: at the path of its own, and at that of the MCP endpoint. */
export function createResourceMetadata({ issuer, url }: Resource): Hono {
  const app = new Hono();
  const describe = (context: Context) =>
    context.json({
      resource: url(),
      authorization_servers: [issuer],
      scopes_supported: oauthScopes,
      bearer_methods_supported: ['header'],
      resource_name: 'Keepsake',
    });
  app.get(metadataPath, describe);
  app.get(`${metadataPath}/mcp`, describe);
  return app;
}

/** Adds to a refusal where a client learns who gives the tokens that are taken here. */
export function leadToIssuer(context: Context, { url }: Resource): void {
  const challenge = context.res.headers.get('WWW-Authenticate');
  if (challenge === null) return;
  const resource = new URL(url());
  const metadata = `${resource.origin}${metadataPath}${resource.pathname}`;
  const isWrong = context.res.status === 401 && context.req.header('authorization') !== undefined;
  const parts = [
    challenge,
    `resource_metadata="${metadata}"`,
    ...(isWrong ? ['error="invalid_token"'] : []),
    ...(context.res.status === 401 ? [`scope="${oauthScopes.slice(0, 2).join(' ')}"`] : []),
  ];
  context.res.headers.set('WWW-Authenticate', parts.join(', '));
}
