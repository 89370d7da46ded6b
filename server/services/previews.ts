/** Previews of file versions: the passages that readers find, tables row by row, bytes by range. Only the owner asks. */
import { KeepsakeError, type Item, type operations } from '../../contract/index.ts';
import type { z } from 'zod';
import type { TableQueries } from '../extract/tables/query.ts';
import type { Store } from '../store/store.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import type { ByteRange, Content, ContentReference } from './content.ts';
import type { Extractions } from './extractions.ts';
import { requireVersion } from './file-versions.ts';
import { requireItem, viewItem } from './items.ts';
import type { RecordOf } from './records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

interface OneVersion {
  readonly itemId: string;
  readonly versionId: string;
}

interface VersionFile {
  readonly item: Item;
  readonly version: RecordOf<ContentReference>;
}

export interface Previews {
  /** A file that cannot be read answers with the reason. @throws KeepsakeError NOT_FOUND */
  text(caller: Caller, input: Input<'readVersionText'>): Promise<Output<'readVersionText'>>;
  /** @throws KeepsakeError NOT_FOUND, VALIDATION_ERROR for a file without tables. */
  table(caller: Caller, input: Input<'readVersionTable'>): Promise<Output<'readVersionTable'>>;
  /** @param rangeOf what part to read of so many bytes; all of them when it gives nothing */
  bytes(
    caller: Caller,
    input: OneVersion,
    rangeOf: (size: number) => ByteRange | undefined,
  ): Promise<{ item: Item; range: ByteRange | undefined; bytes: AsyncIterable<Uint8Array> }>;
}

export interface PreviewDependencies {
  readonly store: Store;
  readonly content: Content;
  readonly extractions: Extractions;
  readonly queries: TableQueries;
}

/** The service of previews. */
export function createPreviews({ store, content, extractions, queries }: PreviewDependencies): Previews {
  async function requireFile(caller: Caller, { itemId, versionId }: OneVersion): Promise<VersionFile> {
    requireOwner(caller);
    const scope = accountScope(caller);
    const item = viewItem(await requireItem(store, scope, itemId, ['active', 'trashed']));
    return { item, version: await requireVersion(store, scope, itemId, versionId) };
  }

  async function query(
    { account }: Caller,
    { item, version }: VersionFile,
    { sql, rows }: { sql?: string; rows: number },
  ) {
    const { size } = version.payload;
    const bytes = await content.read(account, version.payload);
    const files = [{ id: version.id, name: item.name, size, content: bytes }];
    return queries.run({ files, maxRows: rows, sql });
  }

  return {
    async text(caller, input) {
      const { item, version } = await requireFile(caller, input);
      const file = { name: item.name, content: version.payload };
      // Who else waits for the same reading would be refused if this request could stop it; reading has its own limits.
      const found = await extractions.extract(caller.account, file, new AbortController().signal);
      if (found.state === 'error') return { state: 'error', reason: found.reason, reason_code: found.code };
      const { mediaType, title, pages, pieces } = found;
      const part = pieces.slice(input.from, input.from + input.limit);
      return {
        state: 'okay',
        media_type: mediaType,
        ...(title === undefined ? {} : { title }),
        ...(pages === undefined ? {} : { pages }),
        total: pieces.length,
        items: part.map(({ text, place, box }, at) => ({
          number: input.from + at,
          text,
          citation: { ...place, ...(box === undefined ? {} : { box: [...box] }) },
        })),
      };
    },
    async table(caller, input) {
      const file = await requireFile(caller, input);
      if (file.version.payload.size > largestTable) throw tooLarge(file.item.name);
      const { tables } = await query(caller, file, { rows: 1 });
      const wanted = tables[input.table];
      if (wanted === undefined) throw withoutTable(file.item.name, tables.length);
      const name = wanted.name.replaceAll('"', '""');
      const sql = `SELECT * FROM "${name}" ORDER BY _row LIMIT ${input.limit} OFFSET ${input.from}`;
      const { result } = await query(caller, file, { sql, rows: input.limit });
      return {
        tables: tables.map(({ file: _file, name: _name, columns, rows, ...place }) => ({
          columns,
          row_count: rows,
          citation: place,
        })),
        rows: result?.rows ?? [],
      };
    },
    async bytes(caller, input, rangeOf) {
      const { item, version } = await requireFile(caller, input);
      const { size } = version.payload;
      const range = rangeOf(size);
      return {
        item: { ...item, size },
        range,
        bytes: await content.read(caller.account, version.payload, range),
      };
    },
  };
}

/** As much as one question reads (`tables.ts`). */
const largestTable = 64 * 1_048_576;

function tooLarge(name: string): KeepsakeError {
  return new KeepsakeError(
    'PAYLOAD_TOO_LARGE',
    `“${name}” is larger than 64 MB, so its rows are not shown here. Download it to open it in its own program.`,
  );
}

function withoutTable(name: string, tables: number): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    tables === 0
      ? `“${name}” has no table that can be shown. Read its text, or download it.`
      : `“${name}” has ${tables} tables. Ask for one of them by its number, counted from 0.`,
  );
}
