/** Versions of files and folders as either side writes them: names, versions of files, and the documents that follow. */
import { newId } from '../../../../local/ids.ts';
import type { SearchEngine } from '../../../search/search.ts';
import { attachmentsOf, indexOperations, sourceOf } from '../../../services/attachments.ts';
import type { Content, ContentReference } from '../../../services/content.ts';
import { detachItem } from '../../../services/documents.ts';
import { itemPayload, itemPut, type ItemPayload } from '../../../services/items.ts';
import { followOperation, hasLiveFolders, readLiveFolders } from '../../../services/live-folders.ts';
import type { Operation, Put, Scope, Store } from '../../../store/store.ts';
import type { Version } from '../../core/version.ts';
import { expectation, linesOf, madeElsewhere, type Line } from '../lines.ts';
import { fileOperations, type FileVersion } from './files.ts';
import { namingOrder, type Step } from './order.ts';
import { keptItem } from './shape.ts';

export interface DriveWriting {
  readonly store: Store;
  readonly search: SearchEngine;
  readonly content: Pick<Content, 'reference'>;
}

/** One item: what it was, and its new versions as this side keeps them. */
interface ItemLine extends Line {
  readonly id: string;
  readonly payloads: readonly ItemPayload[];
  readonly tip: ItemPayload;
}

/**
 * Operations of one commit of the account. They are refused with VERSION_CONFLICT when an item was written since it was read.
 *
 * @param versions of an item in the order in which they become its versions
 * @param missing what becomes of bytes that are not here: `remote` leaves placeholders, `check` refuses the commit
 * @param isKnown versions of files that are not kept here are left out of their file's list
 */
export async function itemOperations(
  { store, search, content }: DriveWriting,
  scope: Scope,
  versions: readonly Version[],
  missing: 'remote' | 'check',
  isKnown: (version: string) => boolean = () => true,
): Promise<Operation[]> {
  const referenceTo = (wanted: { sha256: string; size: number }): ContentReference =>
    content.reference(scope.account, wanted);
  const lines = (await linesOf(store, scope, versions)).map((line): ItemLine => {
    const payloads = line.versions.map((version) => keptItem(scope.account, version, referenceTo));
    return { ...line, id: (line.versions[0] as Version).id, payloads, tip: payloads.at(-1) as ItemPayload };
  });
  const order = await namingOrder(
    store,
    scope,
    lines.map(({ id, tip }) => ({ id, payload: tip })),
  );
  const files = lines.flatMap(fileVersions).filter(({ version }) => isKnown(version));
  const follow = await Promise.all(lines.map((line) => following({ store, search }, scope, line)));
  return [
    ...itemPuts(lines, order),
    ...(await fileOperations(store, scope, files, missing)),
    ...follow.flat(),
  ];
}

function itemPuts(lines: readonly ItemLine[], order: readonly Step[]): Put[] {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const leaving = new Set(order.filter(({ leaves }) => leaves === true).map(({ id }) => id));
  return order.flatMap(({ id, leaves }) => {
    const line = byId.get(id) as ItemLine;
    return leaves === true ? leavePuts(line) : versionPuts(line, leaving.has(id) ? 1 : 0);
  });
}

/** The item as it was, for a moment without its name. */
function leavePuts({ id, before }: ItemLine): Put[] {
  if (before === undefined) return [];
  const { unique: _unique, ...put } = itemPut(id, itemPayload(before), { version: before.version });
  return [put];
}

/** Only the last version holds the name. */
function versionPuts({ id, before, versions, payloads }: ItemLine, added: number): Put[] {
  return versions.map((version, n) => {
    const expect = expectation(before, n + (before === undefined ? 0 : added));
    const { unique, ...put } = itemPut(id, payloads[n] as ItemPayload, expect);
    const holds = n === versions.length - 1 && unique !== undefined ? { unique } : {};
    return { ...put, ...holds, ...madeElsewhere(version) };
  });
}

function fileVersions({ id: item, versions, payloads }: ItemLine): FileVersion[] {
  return versions.flatMap(({ author, at }, n) => {
    const { versionId: version, content } = payloads[n] as ItemPayload;
    return version === undefined || content === undefined ? [] : [{ item, version, content, author, at }];
  });
}

/** Documents of a renamed or changed file are read again, those of what went to the trash are removed. */
async function following(
  { store, search }: Pick<DriveWriting, 'store' | 'search'>,
  { account }: Scope,
  { id, before, tip }: ItemLine,
): Promise<Operation[]> {
  const old = before === undefined ? undefined : itemPayload(before);
  if (tip.trashedAt !== undefined)
    return before?.state === 'active'
      ? (await detachItem(store, search, account, { id, type: tip.type })).operations
      : [];
  const isPlaced = old === undefined || old.parent !== tip.parent || before?.state !== 'active';
  const live = isPlaced && hasLiveFolders(await readLiveFolders(store, account));
  const again = tip.type === 'file' && (old?.versionId !== tip.versionId || old?.name !== tip.name);
  const attachments = again ? await attachmentsOf(store, account, id) : [];
  const source = sourceOf({ id, payload: tip });
  return [
    ...attachments.flatMap((one) => indexOperations(one.payload.projectId, one.id, source)),
    ...(live ? [followOperation(id)] : []),
  ];
}

/** Looks for bytes that no version names any more. */
export function sweepOperation(): Operation {
  return { op: 'enqueue', id: newId('job'), kind: 'drive', priority: 7, payload: { task: 'sweep' } };
}
