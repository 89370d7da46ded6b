/** Compares two stores scope by scope, by what a copy of each says. */
import type { Snapshot } from '../../store/copying.ts';
import { digestOf, type ScopeDigest } from './digests.ts';

export interface ComparedScope {
  /** `catalogue`, or the project's id. */
  readonly scope: string;
  /** Undefined where the store has no such scope. */
  readonly source: ScopeDigest | undefined;
  readonly target: ScopeDigest | undefined;
  readonly equal: boolean;
}

export interface ComparingOptions {
  readonly report: (rows: number, bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Every scope that either store has; rows that are reported are those of the source. */
export async function compareScopes(
  source: Snapshot,
  target: Snapshot,
  { report, signal }: ComparingOptions,
): Promise<ComparedScope[]> {
  const compared: ComparedScope[] = [];
  const names = new Set([...source.scopes, ...target.scopes].map(({ name }) => name));
  for (const scope of names) {
    signal.throwIfAborted();
    const [of, against] = await Promise.all([
      digestIn(source, scope, report),
      digestIn(target, scope, () => undefined),
    ]);
    compared.push({
      scope,
      source: of,
      target: against,
      equal: of !== undefined && of.digest === against?.digest,
    });
  }
  return compared;
}

async function digestIn(
  snapshot: Snapshot,
  scope: string,
  report: ComparingOptions['report'],
): Promise<ScopeDigest | undefined> {
  if (!snapshot.scopes.some(({ name }) => name === scope)) return undefined;
  return digestOf(snapshot.read(scope), report);
}
