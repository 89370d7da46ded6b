/** Programs and servers of different releases: each says which contract it speaks, and which of the two is too old is said in words. */
import { KeepsakeError } from './errors.ts';
import { contractVersion } from './version.ts';

/** Stands in every request of the typed client and in every answer of a server. */
export const contractHeader = 'x-keepsake-contract';

/** The oldest contracts that this release gets along with; raised by the release that stops to. */
export const oldestContracts = { client: '2026-11-21', server: '2026-11-21' } as const;

/**
 * Below 0 when `a` is older than `b`, above when it is newer; 0 also for what is no version of a contract, which nobody
 * is refused for.
 */
export function compareContracts(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  if (one === undefined || other === undefined) return 0;
  if (one.day !== other.day) return one.day < other.day ? -1 : 1;
  return one.change - other.change;
}

function partsOf(version: string): { day: string; change: number } | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:\.(\d{1,4}))?$/.exec(version);
  return match === null ? undefined : { day: match[1] ?? '', change: Number(match[2] ?? 1) };
}

/** Why a server refuses a program, if it does. The code is one that programs have known from the first contract on. */
export function clientFault(
  version: string | undefined,
  oldest: string = oldestContracts.client,
): KeepsakeError | undefined {
  if (version === undefined || compareContracts(version, oldest) >= 0) return undefined;
  return new KeepsakeError(
    'STATE_NOT_READY',
    `This program is too old for the server: it speaks contract ${version}, and the server needs ${oldest} or newer. Update the program; a page in a browser is updated by loading it again.`,
    { contract: contractVersion, oldest_contract: oldest },
  );
}

/** Why a program cannot use a server, if it cannot. */
export function serverFault(
  version: string | undefined,
  oldest: string = oldestContracts.server,
): KeepsakeError | undefined {
  if (version === undefined || compareContracts(version, oldest) >= 0) return undefined;
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The server is too old for this program: it speaks contract ${version}, and this program needs ${oldest} or newer. Update the server.`,
  );
}

/** Why a server does not know an operation, where the two speak different contracts. @param version the server's */
export function unknownOperation(
  version: string | undefined,
  own: string = contractVersion,
): KeepsakeError | undefined {
  const order = version === undefined ? 0 : compareContracts(version, own);
  if (order === 0) return undefined;
  const [older, wish] = order < 0 ? ['server', 'Update the server'] : ['program', 'Update this program'];
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The server does not know this operation: it speaks contract ${version}, and this program ${own}, so the ${older} is the older one. ${wish}.`,
  );
}
