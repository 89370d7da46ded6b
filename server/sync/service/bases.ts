/** What the server is known to have of each record of a device: the row by which an unsent edit is told from a taken version. */
import { baseSpace } from '../../services/sync.ts';
import type { Operation, Scope, Store, StoredRecord } from '../../store/store.ts';
import { baseFrom, isUnsent as isUnsentVersion, type Base } from '../core/taking.ts';
import type { RecordName } from '../core/version.ts';
import { nameOf, travelling } from './versions.ts';

export async function basesOf(
  store: Store,
  scope: Scope,
  names: readonly RecordName[],
): Promise<(Base | undefined)[]> {
  const rows = await store.rowsOf(scope, baseSpace, names.map(nameOf));
  return rows.map((row) =>
    row === undefined ? undefined : (JSON.parse(Buffer.from(row).toString()) as Base),
  );
}

export function baseRow(version: Parameters<typeof baseFrom>[0], seq: number): Operation {
  const value = Buffer.from(JSON.stringify(baseFrom(version, seq)));
  return { op: 'row', space: baseSpace, key: nameOf(version), value };
}

export function withoutBase(name: RecordName): Operation {
  return { op: 'row', space: baseSpace, key: nameOf(name), value: null };
}

/** Whether the device wrote something of the record that the server is not known to have; counting messages is no edit. */
export function isUnsent(record: StoredRecord | undefined, base: Base | undefined): boolean {
  return isUnsentVersion(record && { ...record, payload: travelling(record) }, base);
}
