/** What a decision about items does to the server's drive, once the bytes that it speaks of are here. */
import { KeepsakeError } from '../../../../contract/index.ts';
import type { Operation, Scope } from '../../../store/store.ts';
import { itemFacts } from '../../core/items.ts';
import type { Decision, Version } from '../../core/version.ts';
import { clashPuts } from '../clash-record.ts';
import { linesOf } from '../lines.ts';
import { standInPuts } from '../stand-ins.ts';
import { contentOf } from './files.ts';
import { notePuts, onceEach, purgeNote } from './notes.ts';
import { purgeOperations } from './purging.ts';
import { itemOperations, type DriveWriting } from './writing.ts';

/**
 * @throws KeepsakeError STATE_NOT_READY when bytes of what would be current were not sent; those of an older version that the
 *   device does not have either are left out
 */
export async function driveOperations(
  dependencies: DriveWriting,
  scope: Scope,
  decision: Decision,
): Promise<Operation[]> {
  const { store } = dependencies;
  const { writes, erase, standIns } = decision;
  const known = new Set<string>();
  for (const { version, tip } of writes) {
    const { versionId, content } = itemFacts(version);
    if (versionId === undefined || content === undefined) continue;
    const here = await contentOf(store, scope, versionId);
    if (here?.sha256 === content.sha256 && here.size === content.size) known.add(versionId);
    else if (tip) throw notSent(version, versionId);
  }
  const purged = await Promise.all(
    erase.map((name) =>
      name.kind === 'item'
        ? purgeOperations(dependencies, scope, name.id, 'along')
        : purgeNote(store, scope, name),
    ),
  );
  const versions = writes.map(({ version }) => version);
  const items = versions.filter(({ kind }) => kind === 'item');
  const notes = versions.filter(({ kind }) => kind !== 'item');
  return [
    ...onceEach(purged.flat()),
    ...(await itemOperations(dependencies, scope, items, 'check', (version) => known.has(version))),
    ...notePuts(await linesOf(store, scope, notes)),
    ...standInPuts(standIns),
    ...(await clashPuts(store, scope, decision, ({ kind, id }) =>
      kind === 'comment' ? itemOf(notes, id) : id,
    )),
  ];
}

/** The item that a comment of a decision is about. */
function itemOf(notes: readonly Version[], comment: string): string {
  const written = notes.findLast(({ id }) => id === comment);
  return (written?.payload as { itemId?: string } | undefined)?.itemId ?? comment;
}

function notSent({ id, revision }: Version, versionId: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The version ${revision} of ${id} cannot be taken: the bytes of ${versionId} are not here, or are others. Offer them, send them, then send the change again.`,
    { kind: 'content', version_id: versionId },
  );
}
