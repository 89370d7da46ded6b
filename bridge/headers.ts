/** The headers that go with a message, so that servers and proxies can route it without reading its body. */
import { ownRevision, type Message } from './messages.ts';

/** @param negotiated the revision that an older client agreed on @param secret of the connection's key */
export function headersOf(
  message: Message,
  negotiated: string | undefined,
  secret: string,
): Record<string, string> {
  const revision = ownRevision(message);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${secret}`,
  };
  if (revision !== undefined) {
    headers['mcp-protocol-version'] = revision;
    if (message.method !== undefined) headers['mcp-method'] = message.method;
    const name = message.params?.name ?? message.params?.uri;
    if (typeof name === 'string') headers['mcp-name'] = headerValue(name);
  } else if (negotiated !== undefined && message.method !== 'initialize') {
    headers['mcp-protocol-version'] = negotiated;
  }
  return headers;
}

/** Values that a header cannot carry travel as base64 in the wrapping that revision 2026-07-28 names (SEP-2243). */
export function headerValue(value: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith('=?base64?')) return value;
  return `=?base64?${Buffer.from(value).toString('base64')}?=`;
}
