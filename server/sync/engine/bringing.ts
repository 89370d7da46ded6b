/** The bytes that were chosen to be here, fetched one file after the other while nobody waits for them. */
import type { RemoteContent } from '../../services/content-places.ts';
import type { LinkedContents } from '../service/drive/absent.ts';
import type { Wanted } from '../service/drive/surveying.ts';
import { behind, isOffline } from './problems.ts';

export interface BringingDependencies {
  readonly account: string;
  readonly linkedContents: LinkedContents;
  readonly isGoingOn: () => boolean;
  /** Whether the server can be reached: one that lost the bytes of a file breaks off, too. */
  readonly answers: () => Promise<boolean>;
  /** What stops all of it. */
  readonly stopped: (error: unknown) => void;
}

const fetchedAtOnce = 3;
/** So many in a row, and the server may be away. */
const mostFailures = 3;
/** What stands in the way of every file, beside a server that is away. */
const ofAll: readonly string[] = ['STORAGE_FULL', 'UNAUTHORIZED', 'FORBIDDEN', 'SECRETS_UNAVAILABLE'];

export function createBringing({
  account,
  linkedContents,
  isGoingOn,
  answers,
  stopped,
}: BringingDependencies) {
  const missing = new Map<string, string>();
  let left = new Set<Wanted>();
  let failures = 0;
  let lastFailure: unknown;

  /** One after the other, as the others that take from the queue do. */
  async function fetchOn(queue: Iterator<Wanted, undefined>): Promise<void> {
    while (isGoingOn()) {
      const taken = queue.next();
      if (taken.done === true) return;
      const next = taken.value;
      try {
        await linkedContents.fetchLater(account, next.content);
        missing.delete(next.item);
        left.delete(next);
        failures = 0;
      } catch (error) {
        await failed(next, error);
      }
    }
  }

  /** A file that cannot be had does not stand in the way of the others; a server that is away does. */
  async function failed({ item }: Wanted, error: unknown): Promise<void> {
    if (!isGoingOn()) return;
    const { code, message } = behind(error);
    failures++;
    lastFailure = error;
    if (ofAll.includes(code)) return stopped(error);
    missing.set(item, message);
    if (failures >= mostFailures) await stopIfAway();
  }

  async function stopIfAway(): Promise<void> {
    const error = lastFailure;
    if (failures === 0 || !isOffline(behind(error))) return;
    failures = 0;
    if (!(await answers()) && isGoingOn()) stopped(error);
  }

  function stillOf(content: RemoteContent): number {
    return content.size - (linkedContents.progress(account, content) ?? 0);
  }

  return {
    /** What is to be fetched from now on; what could not be had the last time comes last. */
    want(wanted: readonly Wanted[]): void {
      const items = new Set(wanted.map(({ item }) => item));
      for (const id of missing.keys()) if (!items.has(id)) missing.delete(id);
      const hasFailed = ({ item }: Wanted) => Number(missing.has(item));
      left = new Set(wanted.toSorted((one, other) => hasFailed(one) - hasFailed(other)));
      failures = 0;
    },
    async fetchAll(): Promise<void> {
      const queue = left.values();
      await Promise.all(Array.from({ length: fetchedAtOnce }, () => fetchOn(queue)));
      if (isGoingOn()) await stopIfAway();
    },
    toFetch: () => ({
      files: left.size,
      bytes: [...left].reduce((sum, { content }) => sum + stillOf(content), 0),
    }),
    missing: (): ReadonlyMap<string, string> => missing,
    hasFailedWithAll: () => left.size > 0 && [...left].every(({ item }) => missing.has(item)),
  };
}
