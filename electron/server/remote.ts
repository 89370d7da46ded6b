/** Another server in the place of this computer's own: where it is, whether it lets the person in, and what stands in the way. */
import { randomUUID } from 'node:crypto';
import type { Response as ServerResponse } from 'undici';
import { createClient, KeepsakeError, type FetchLike } from '../../contract/index.ts';
import { createOutwardFetch } from '../../local/http.ts';
import { isLoopback, outwardFault, readCertificate } from '../../local/outward.ts';

/** Where the app's page is connected to. Holds nothing secret. */
export interface RemoteAddress {
  /** Such as `https://memory.example`. */
  readonly url: string;
  /** Path of the PEM file of an authority that is trusted for it besides the usual ones. */
  readonly ca?: string | undefined;
}

interface Way {
  readonly fetch: FetchLike<ServerResponse>;
  readonly token: () => Promise<string | undefined>;
}

export interface RemoteOptions {
  /** To the server of this computer. */
  readonly own: Way;
  readonly saved: () => RemoteAddress | undefined;
  readonly save: (address: RemoteAddress | undefined) => void;
  readonly secret: {
    read(): Promise<string | undefined>;
    keep(address: RemoteAddress, token: string): Promise<void>;
    forget(): Promise<void>;
  };
}

export interface Remote extends Way {
  current(): RemoteAddress | null;
  /** @throws KeepsakeError in words: the address, its certificate, or the token */
  connect(address: RemoteAddress, token: string): Promise<RemoteAddress>;
  /** Back to the server of this computer. */
  disconnect(): Promise<null>;
}

/** What the typed client and the page's requests are addressed to; the way decides what stands there. */
const ownOrigin = 'http://localhost';

/** A way that leads to the server of this computer, or to the one that a person chose instead. */
export function createRemote({ own, saved, save, secret }: RemoteOptions): Remote {
  let known: string | undefined;
  const sends = new Map<string, FetchLike<ServerResponse>>();

  function sendTo({ url, ca }: RemoteAddress): FetchLike<ServerResponse> {
    const name = `${url} ${ca ?? ''}`;
    const send = sends.get(name) ?? createOutwardFetch(ca);
    sends.set(name, send);
    return async (target, request) => {
      try {
        return await send(target.replace(ownOrigin, url), request);
      } catch (error) {
        throw unreachable(error, url);
      }
    };
  }

  return {
    fetch: (url, request) => {
      const address = saved();
      return address === undefined ? own.fetch(url, request) : sendTo(address)(url, request);
    },
    token: async () => (saved() === undefined ? own.token() : (known ??= await secret.read())),
    current: () => saved() ?? null,
    async connect(given, token) {
      const address = checked(given);
      await tryToken(sendTo(address), token);
      await secret.keep(address, token);
      known = token;
      save(address);
      return address;
    },
    async disconnect() {
      save(undefined);
      known = undefined;
      await secret.forget();
      return null;
    },
  };
}

/** The token travels there: in the open only on this computer. */
function checked({ url, ca }: RemoteAddress): RemoteAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isSafe =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
  if (parsed === undefined || !isSafe)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The address begins with https://, such as https://memory.example. Only on this computer it may begin with http://.',
    );
  if (ca === undefined) return { url: parsed.origin };
  try {
    readCertificate(ca);
  } catch {
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      `${ca} is no certificate in PEM form that can be read. Choose the file of the authority that signed the server's certificate.`,
    );
  }
  return { url: parsed.origin, ca };
}

async function tryToken(fetch: FetchLike<ServerResponse>, token: string): Promise<void> {
  const client = createClient({
    baseUrl: ownOrigin,
    fetch,
    token: () => token,
    newIdempotencyKey: randomUUID,
  });
  const { caller } = await client.getServer({}).catch((error: unknown) => {
    throw error instanceof KeepsakeError && error.cause instanceof KeepsakeError ? error.cause : error;
  });
  if (caller.member_id !== undefined) return;
  throw new KeepsakeError(
    'FORBIDDEN',
    'This is no personal access token of a member. You get one when you accept an invitation; keys are for AI clients.',
  );
}

function unreachable(error: unknown, url: string): KeepsakeError {
  const { host } = new URL(url);
  const remedy = 'name the file of that authority’s certificate as well';
  const fault = outwardFault(codeOf(error), host, remedy);
  const words = `${host} does not answer. Check the address, and whether this computer is online.`;
  return new KeepsakeError('UNAVAILABLE', fault ?? words, undefined, error);
}

/** Of the innermost error: `fetch` wraps what the connection said. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return codeOf(error.cause) || ('code' in error ? String(error.code) : '');
}
