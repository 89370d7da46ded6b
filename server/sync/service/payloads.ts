/** What a version may hold, by kind: it comes from another program, so its shape is checked before it is written. */
import { z } from 'zod';
import { KeepsakeError, idPrefixes, type SyncedVersion } from '../../../contract/index.ts';
import { idOf } from '../../../contract/common.ts';
import { contentBlock, messageRoles } from '../../../contract/operations/conversations.ts';
import { itemName } from '../../../contract/operations/drive.ts';
import { attributes, text } from '../../../contract/operations/drive-notes.ts';
import { entryFields } from '../../../contract/operations/entries.ts';
import { flag, memoryFields, memorySource } from '../../../contract/operations/memories.ts';
import { projectFields } from '../../../contract/operations/projects.ts';
import { authorOf, type Caller } from '../../services/caller.ts';
import { assertSize } from '../../services/entry-record.ts';
import type { CommitAuthor, Json } from '../../store/store.ts';
import { sizeOf } from '../core/fields.ts';
import { rootFolder } from '../core/version.ts';
import type { SyncedKind } from './versions.ts';

const moment = z.int().min(0).max(253_402_300_799_999);
const name = z.string().max(200).optional();
const writer = z.object({
  type: z.enum(['owner', 'key', 'server']),
  id: z.string().max(100),
  name,
  client: name,
});
const externalId = z.string().min(1).max(200).optional();

const shapes = {
  memory: z.object({
    name: memoryFields.name,
    content: memoryFields.content,
    tags: memoryFields.tags,
    source: memorySource.optional(),
    supersedes: z.array(z.string().max(60)).max(1_000).optional(),
    supersededBy: z.string().max(60).optional(),
    flags: z.array(flag).max(100).optional(),
    writer: writer.optional(),
    creator: writer.optional(),
  }),
  entry: z.object({
    namespace: entryFields.namespace,
    key: entryFields.key,
    value: z.json(),
    bytes: z.int().min(0),
    createdAt: moment,
    expiresAt: moment.nullable(),
  }),
  conversation: z.object({
    title: z.string().max(200),
    externalId,
    /** Of one that is deleted: how many its writer saw. */
    messages: z.int().min(0).optional(),
    summary: z.object({ text: z.string().max(20_000), upTo: z.int().min(0), at: moment }).optional(),
    retentionDays: z.int().min(1).max(36_500).optional(),
  }),
  message: z.object({
    conversation: z.string().max(60),
    position: z.int().min(0),
    role: z.enum(messageRoles),
    name,
    content: z.string().max(100_000),
    blocks: z.array(contentBlock).max(200).optional(),
    time: moment,
    externalId,
  }),
  item: z
    .object({
      type: z.enum(['file', 'folder']),
      name: itemName,
      parent: z.union([z.literal(rootFolder), idOf('item')]),
      mediaType: z.string().max(200).optional(),
      versionId: idOf('version').optional(),
      content: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(0) }).optional(),
      trashedAt: moment.optional(),
    })
    .refine(
      ({ type, versionId, content }) =>
        (type === 'file') === (content !== undefined) && (type === 'file') === (versionId !== undefined),
      { path: ['content'] },
    ),
  comment: z.object({ text, itemId: idOf('item') }),
  attributes: z.object({ attributes }),
  favourite: z.object({}),
  project: z.object(projectFields),
} satisfies Record<SyncedKind, z.ZodType>;

const states: Record<SyncedKind, readonly string[]> = {
  memory: ['active', 'superseded', 'deleted'],
  entry: ['active', 'deleted', 'expired'],
  conversation: ['active', 'deleted'],
  message: ['active'],
  item: ['active', 'trashed'],
  comment: ['active'],
  attributes: ['active'],
  favourite: ['active', 'removed'],
  project: ['active'],
};

/**
 * The version as it may be written for a caller: of the shape of its kind, and by nobody else of the account.
 *
 * @throws KeepsakeError VALIDATION_ERROR, PAYLOAD_TOO_LARGE; its message names fields and never what they hold
 */
export function checkedVersion(
  caller: Caller,
  kinds: readonly SyncedKind[],
  version: SyncedVersion,
): SyncedVersion {
  const { kind, id, state } = version;
  if (!kinds.includes(kind)) throw unfit(version, 'records of its kind do not stand here');
  if (kind === 'favourite' && !isAccountItself(caller))
    throw unfit(version, 'favourites are the account’s own');
  if (!id.startsWith(`${prefixOf(kind)}_`)) throw unfit(version, 'its id is of another kind');
  if (!states[kind].includes(state)) throw unfit(version, 'a record of its kind is never in its state');
  const parsed = shapes[kind].safeParse(version.payload);
  if (!parsed.success) {
    const fields = parsed.error.issues.slice(0, 5).map(({ path }) => path.join('.') || 'the payload');
    throw unfit(version, `these fields do not fit: ${fields.join(', ')}`);
  }
  const payload = ownPayload(caller, kind, parsed.data as Record<string, Json>);
  return { ...version, payload: payload as SyncedVersion['payload'], author: own(caller, version.author) };
}

/** What hangs from an item alone has its id. */
function prefixOf(kind: SyncedKind): string {
  return idPrefixes[kind === 'attributes' || kind === 'favourite' ? 'item' : kind];
}

/** Favourites are marked for an account, not for each of its people: those of one member are not for all. */
function isAccountItself(caller: Caller): boolean {
  return caller.type === 'owner' && caller.member === undefined;
}

function ownPayload(caller: Caller, kind: SyncedKind, payload: Record<string, Json>): Json {
  if (kind === 'entry') return { ...payload, bytes: assertSize(sizeOf(payload['value'] ?? null)) };
  if (kind !== 'memory') return payload;
  const { writer: wrote, creator, ...rest } = payload as { writer?: CommitAuthor; creator?: CommitAuthor };
  return {
    ...(rest as Record<string, Json>),
    ...(wrote === undefined ? {} : { writer: { ...own(caller, wrote) } }),
    ...(creator === undefined ? {} : { creator: { ...own(caller, creator) } }),
  };
}

/** A device acts for one person: whom it calls its owner is that person. Its keys are named as it names them. */
function own(caller: Caller, { type, id, name: called, client }: SyncedVersion['author'] | CommitAuthor) {
  const person = authorOf(caller);
  const said = type === 'owner' ? { id: person.id, name: person.name } : { id, name: called };
  return {
    type,
    id: said.id,
    ...(said.name === undefined ? {} : { name: said.name }),
    ...(client === undefined ? {} : { client }),
  };
}

function unfit({ kind, id, revision }: SyncedVersion, why: string): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `The version ${revision} of ${kind} ${id} cannot be taken: ${why}. It stays on the device; update Keepsake there or here.`,
  );
}
