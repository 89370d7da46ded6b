/** Finds out, when a server did not understand a client, whether it speaks the other era. */
import { isRequest, metaKey, ownRevision, type Request } from '../messages.ts';
import { createLegacyClientTranslator } from './legacy-client.ts';
import { createModernClientTranslator } from './modern-client.ts';
import {
  ask,
  modernRevision,
  newestLegacyRevision,
  type Translator,
  type TranslatorDependencies,
} from './translator.ts';

export interface OpenOptions extends TranslatorDependencies {
  /** What the server did not understand. */
  readonly message: Request;
  readonly signal: AbortSignal;
}

/** Undefined when the server does speak the client's era, or neither. */
export async function openTranslator(options: OpenOptions): Promise<Translator | undefined> {
  const isModern = ownRevision(options.message) !== undefined || options.message.method === 'server/discover';
  return isModern ? openForModernClient(options) : openForLegacyClient(options);
}

async function openForModernClient({
  delivery,
  send,
  message,
  signal,
}: OpenOptions): Promise<Translator | undefined> {
  const meta = message.params?._meta;
  // Asked properly, since what was refused may have been wrong in itself.
  const envelope = { ...meta, [metaKey.revision]: modernRevision, [metaKey.clientCapabilities]: {} };
  const discovered = await ask(delivery, discoverRequest(envelope), signal);
  if (discovered.result !== undefined) return undefined;
  const initialize = {
    jsonrpc: '2.0',
    id: 'keepsake-bridge-initialize',
    method: 'initialize',
    params: {
      protocolVersion: newestLegacyRevision,
      capabilities: meta?.[metaKey.clientCapabilities] ?? {},
      clientInfo: meta?.[metaKey.clientInfo] ?? { name: 'keepsake-bridge', version: '1' },
    },
  } as const;
  const { result } = await ask(delivery, initialize, signal);
  if (result?.['protocolVersion'] === undefined) return undefined;
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' } as const;
  await delivery.deliver(initialized, { signal, take: () => {} });
  return createModernClientTranslator({ delivery, send }, result);
}

async function openForLegacyClient({
  delivery,
  send,
  message,
  signal,
}: OpenOptions): Promise<Translator | undefined> {
  if (message.method !== 'initialize' || !isRequest(message)) return undefined;
  const { capabilities, clientInfo } = message.params ?? {};
  const envelope = {
    [metaKey.revision]: modernRevision,
    [metaKey.clientCapabilities]: capabilities ?? {},
    ...(clientInfo === undefined ? {} : { [metaKey.clientInfo]: clientInfo }),
  };
  const { result } = await ask(delivery, discoverRequest(envelope), signal);
  const versions = result?.['supportedVersions'];
  if (result === undefined || !Array.isArray(versions) || !versions.includes(modernRevision))
    return undefined;
  return createLegacyClientTranslator(
    { delivery, send },
    {
      envelope,
      capabilities: typeof capabilities === 'object' && capabilities !== null ? capabilities : undefined,
      discovered: result,
    },
  );
}

function discoverRequest(meta: NonNullable<Request['params']>['_meta']): Request {
  const params = meta === undefined ? {} : { _meta: meta };
  return { jsonrpc: '2.0', id: 'keepsake-bridge-discover', method: 'server/discover', params };
}
