/** The versions of a file: listed, read, compared line by line, and made the newest one again. */
import { diffLines } from 'diff';
import { KeepsakeError, type Item } from '../../contract/index.ts';
import type { FileVersion, LineDifference } from '../../contract/operations/drive-versions.ts';
import type { Scope, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Call, type Caller } from './caller.ts';
import type { ContentReference } from './content.ts';
import type { DriveDependencies } from './drive.ts';
import { requireVersion } from './file-versions.ts';
import { itemPayload, requireItem, viewItem } from './items.ts';
import { newVersion, writeItem } from './placing.ts';
import { listPage, retryOnConflict, typed, viewAuthor, viewTime } from './records.ts';

interface OneVersion {
  readonly itemId: string;
  readonly versionId: string;
}

interface PageInput {
  readonly page: number;
  readonly page_size: number;
}

export interface Versions {
  list(caller: Caller, input: { itemId: string } & PageInput): ReturnType<typeof listPage<FileVersion>>;
  download(caller: Caller, input: OneVersion): Promise<{ item: Item; bytes: AsyncIterable<Uint8Array> }>;
  restore(call: Call, input: OneVersion): Promise<Item>;
  diff(caller: Caller, input: { itemId: string; from: string; to: string }): Promise<LineDifference>;
}

/** The service of versions. Only the owner calls it. */
export function createVersions(dependencies: DriveDependencies): Versions {
  const { store, content } = dependencies;
  const readable = ['active', 'trashed'];
  return {
    async list(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const file = await requireFile(dependencies, scope, input.itemId, readable);
      const query = { kind: 'version', parent: file.id, states: ['kept'], order: 'created' } as const;
      return listPage(store, scope, { ...query, descending: true }, input, (record) =>
        viewVersion(record, itemPayload(file).versionId),
      );
    },
    async download(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const file = await requireFile(dependencies, scope, input.itemId, readable);
      const { payload } = await requireVersion(store, scope, file.id, input.versionId);
      const item = { ...viewItem(file), size: payload.size };
      return { item, bytes: await content.read(caller.account, payload) };
    },
    restore(call, input) {
      requireOwner(call.caller);
      const scope = accountScope(call.caller);
      return retryOnConflict(async () => {
        const before = await requireFile(dependencies, scope, input.itemId, ['active']);
        const version = await requireVersion(store, scope, before.id, input.versionId);
        const change = await newVersion(dependencies, call, before, { content: version.payload });
        return writeItem(dependencies, call, { ...change, before });
      });
    },
    async diff(caller, input) {
      requireOwner(caller);
      const scope = accountScope(caller);
      const file = await requireFile(dependencies, scope, input.itemId, readable);
      const [from, to] = await Promise.all(
        [input.from, input.to].map(async (id) => {
          const { payload } = await requireVersion(store, scope, file.id, id);
          return readText(dependencies, caller.account, payload);
        }),
      );
      return { from: input.from, to: input.to, parts: compare(from ?? '', to ?? '') };
    },
  };
}

async function requireFile(
  { store }: DriveDependencies,
  scope: Scope,
  id: string,
  states: readonly string[],
): Promise<StoredRecord> {
  const record = await requireItem(store, scope, id, states);
  if (itemPayload(record).type === 'file') return record;
  throw new KeepsakeError('VALIDATION_ERROR', `${id} is a folder, which has no versions. Choose a file.`);
}

function viewVersion(record: StoredRecord, current: string | undefined): FileVersion {
  const { size, sha256 } = typed<ContentReference>(record).payload;
  return {
    id: record.id,
    item_id: record.parent ?? '',
    size,
    sha256,
    current: record.id === current,
    author: viewAuthor(record.createdBy),
    created_at: viewTime(record.createdAt),
  };
}

const longestText = 1024 * 1024;

async function readText(
  { content }: DriveDependencies,
  account: string,
  reference: ContentReference,
): Promise<string> {
  if (reference.size > longestText) throw notComparable('is larger than 1 MB');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await content.read(account, reference)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.includes(0)) throw notComparable('is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notComparable('is not text in UTF-8');
  }
}

/** More differences than this are not looked for: the search for the shortest list of them grows with their square. */
const mostDifferences = 10_000;

function compare(from: string, to: string): LineDifference['parts'] {
  const parts = diffLines(from, to, { maxEditLength: mostDifferences, timeout: 1_000 });
  if (parts === undefined) throw notComparable('differs in too many lines');
  return parts.map(({ added, removed, count, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    lines: count,
    text: value,
  }));
}

function notComparable(why: string): KeepsakeError {
  return new KeepsakeError(
    'UNSUPPORTED_MEDIA_TYPE',
    `One of the versions ${why}, so lines cannot be compared. Download both and compare them there.`,
  );
}
