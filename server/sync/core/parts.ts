/** What was deleted permanently, as a device is told of it: whole records, and parts of the histories of others. */
import type { Line } from './lines.ts';
import type { ErasedName } from './version.ts';

/** The records that were deleted permanently, without those that only lost a part of their history. */
export function wholeOf(erased: readonly ErasedName[]): Set<string> {
  const whole = erased.filter(({ revisions }) => revisions === undefined);
  return new Set(whole.map(({ kind, id }) => `${kind}/${id}`));
}

/** Versions that were told before they were erased, such as those that wait, are not taken. */
export function withoutParts(lines: readonly Line[], erased: readonly ErasedName[]): Line[] {
  const gone = new Set(erased.flatMap(({ revisions = [] }) => revisions));
  if (gone.size === 0) return [...lines];
  return lines.flatMap((line) => {
    const versions = line.versions.filter(({ revision }) => !gone.has(revision));
    return versions.at(-1) === line.versions.at(-1) ? [{ ...line, versions }] : [];
  });
}
