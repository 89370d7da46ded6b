/** Files and folders as they travel: without where their bytes lie here, and with one name for the top of either drive. */
import type { ContentReference } from '../../../services/content.ts';
import { rootItem, type ItemPayload } from '../../../services/items.ts';
import { asJson } from '../../../services/records.ts';
import type { Json, Scope, StoredRevision } from '../../../store/store.ts';
import { itemFacts } from '../../core/items.ts';
import { rootFolder, type Version } from '../../core/version.ts';

/** A copy of a folder that is still being made travels as the folder that it will be. */
export function travellingItem(
  account: string,
  { state, payload }: Pick<StoredRevision, 'state' | 'payload'>,
): { state: string; payload: Json } {
  const { parent, content, trashedAt, ...rest } = payload as unknown as ItemPayload;
  const isActive = state === 'copying' || trashedAt === undefined;
  const facts = {
    ...rest,
    parent: parent === null || parent === rootItem(account) ? rootFolder : parent,
    ...(content === undefined ? {} : { content: { sha256: content.sha256, size: content.size } }),
    ...(isActive ? {} : { trashedAt }),
  };
  return { state: state === 'copying' ? 'active' : state, payload: asJson(facts) };
}

/** The item as this side keeps it. */
export function keptItem(
  account: string,
  version: Version,
  referenceTo: (wanted: { sha256: string; size: number }) => ContentReference,
): ItemPayload {
  const { parent, content, ...rest } = itemFacts(version);
  return {
    ...rest,
    parent: parent === rootFolder ? rootItem(account) : parent,
    ...(content === undefined ? {} : { content: referenceTo(content) }),
  };
}

/** The name that no two items share, as this side's store has it. */
export function keptName({ account }: Scope, kind: string, unique: string): string {
  const isTop = kind === 'item' && unique.startsWith(`${rootFolder}/`);
  return isTop ? `${rootItem(account)}${unique.slice(rootFolder.length)}` : unique;
}
