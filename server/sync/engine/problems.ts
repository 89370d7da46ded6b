/** What goes wrong with a remote server, in words for who linked it. */
import { KeepsakeError, toKeepsakeError } from '../../../contract/index.ts';
import { isLoopback, outwardFault } from '../../../local/outward.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** The error of a request that got no answer. */
export function unreachable(url: string, error: unknown): KeepsakeError {
  const { host } = new URL(url);
  const fault = outwardFault(codeOf(error), host, "name the authority's file in NODE_EXTRA_CA_CERTS");
  const message =
    fault ??
    `${host} does not answer. What is written here is kept and sent once it does; check the address if it never has.`;
  return new KeepsakeError('UNAVAILABLE', message, undefined, error);
}

/** The error behind what the typed client throws when its `fetch` fails. */
export function behind(error: unknown): KeepsakeError {
  const found = toKeepsakeError(error);
  return found.cause instanceof KeepsakeError ? found.cause : found;
}

/** What people are told of it. */
export function problemOf(error: unknown): Problem {
  const { code, message } = behind(error);
  return { code, message };
}

/** Whether waiting may be all that is needed. */
export function isOffline({ code }: Problem): boolean {
  return code === 'UNAVAILABLE' || code === 'RATE_LIMIT_EXCEEDED';
}

/** An address that secrets may travel to. @throws KeepsakeError VALIDATION_ERROR */
export function checkedAddress(url: string): string {
  const { protocol, hostname, href } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return href.replace(/\/+$/, '');
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `The address of ${hostname} must begin with https://, because memories and your token travel there. Only on this computer it may begin with http://.`,
  );
}

/** Somewhere in the chain of causes stands the code of the system or of TLS. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string') return at.code;
  return '';
}
