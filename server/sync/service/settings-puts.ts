/** Versions of a project's name and description as an account writes them. */
import type { Put, Scope, Store } from '../../store/store.ts';
import type { Version } from '../core/version.ts';
import { expectation, linesOf, madeElsewhere } from './lines.ts';

/** Puts of versions, oldest first, after what is there. Whether a project was put away stays as it is. */
export async function settingsPuts(store: Store, scope: Scope, versions: readonly Version[]): Promise<Put[]> {
  const lines = await linesOf(store, scope, versions);
  return lines.flatMap(({ before, versions: line }) =>
    line.map((version, n): Put => {
      const { kind, id, payload } = version;
      const state = before?.state ?? version.state;
      return {
        op: 'put',
        kind,
        id,
        state,
        payload,
        expect: expectation(before, n),
        ...madeElsewhere(version),
      };
    }),
  );
}
