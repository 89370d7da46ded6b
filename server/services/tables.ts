/** Questions to tables: which documents of a project they concern, and where each table stands. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../contract/index.ts';
import { stemOf } from '../extract/tables/names.ts';
import type { QueryTable, TableQueries } from '../extract/tables/query.ts';
import type { Scope, Store } from '../store/store.ts';
import type { DocumentPayload } from './attachments.ts';
import { projectScope, type Caller } from './caller.ts';
import type { Content, ContentReference } from './content.ts';
import { linkTo } from './hits.ts';
import { typed, type RecordOf } from './records.ts';

type Input = z.output<(typeof operations)['queryTables']['input']>;
type Output = z.output<(typeof operations)['queryTables']['output']>;

export interface Tables {
  /** @throws KeepsakeError VALIDATION_ERROR for SQL that is refused (it says which tables there are), NOT_FOUND, FORBIDDEN. */
  query(caller: Caller, input: Input): Promise<Output>;
}

export interface TablesDependencies {
  store: Store;
  content: Content;
  queries: TableQueries;
}

type DocumentRecord = RecordOf<DocumentPayload>;

/** What one question reads at most; documents beyond that are left out, and the answer says so. */
const maxBytes = 64 * 1_048_576;
const maxDocuments = 100;

export function createTables({ store, content, queries }: TablesDependencies): Tables {
  /** Newest first. */
  async function documentsWithTables(scope: Required<Scope>): Promise<DocumentRecord[]> {
    const query = {
      kind: 'document',
      states: ['okay'],
      order: 'created',
      descending: true,
      limit: 10_000,
    } as const;
    const records = await store.list(scope, query);
    return records.map((record) => typed<DocumentPayload>(record)).filter(({ payload }) => isTable(payload));
  }

  async function requireDocument(scope: Required<Scope>, id: string): Promise<DocumentRecord> {
    const record = await store.get(scope, 'document', id);
    if (record?.state !== 'okay')
      throw new KeepsakeError(
        'NOT_FOUND',
        `There is no document ${id} with tables in this project. Call without document_ids to see which there are.`,
      );
    return typed<DocumentPayload>(record);
  }

  async function fileOf({ account }: Scope, { id, payload }: DocumentRecord) {
    const version = await store.get({ account }, 'version', payload.versionId);
    if (version === undefined)
      throw new KeepsakeError('NOT_FOUND', `The version ${payload.versionId} of a file is gone.`);
    const reference = typed<ContentReference>(version).payload;
    const bytes = await content.read(account, reference);
    return { id, name: payload.name, size: reference.size, content: bytes };
  }

  return {
    async query(caller, { projectId, sql, document_ids: ids, limit }) {
      const scope = await projectScope(store, caller, projectId);
      const wanted =
        ids === undefined
          ? namedIn(sql, await documentsWithTables(scope))
          : await Promise.all([...new Set(ids)].map((id) => requireDocument(scope, id)));
      const { taken, left } = withinLimits(wanted);
      const files = await Promise.all(taken.map((document) => fileOf(scope, document)));
      const { tables, unreadable, result } = await queries.run({ files, sql, maxRows: limit });
      const byId = new Map(taken.map((document) => [document.id, document]));
      const used = result === undefined ? tables : tables.filter(({ name }) => result.used.includes(name));
      const unread = unreadable.flatMap((id) => byId.get(id) ?? []);
      return {
        columns: result?.columns ?? [],
        rows: result?.rows ?? [],
        cut: result?.cut ?? false,
        tables: used.map((table) => viewTable(projectId, table, byId.get(table.file)?.payload.name ?? '')),
        left_out: [...left, ...unread].map(({ id, payload }) => ({ document_id: id, title: payload.name })),
      };
    },
  };
}

function isTable({ mediaType = '' }: DocumentPayload): boolean {
  return /csv|tab-separated|spreadsheet|ms-excel/.test(mediaType);
}

/** Those whose tables the SQL can mean, by the names of their files; all when it names none. */
function namedIn(sql: string | undefined, documents: readonly DocumentRecord[]): readonly DocumentRecord[] {
  if (sql === undefined) return documents;
  const words = sql.normalize('NFKC').toLowerCase();
  const named = documents.filter(({ payload }) => words.includes(stemOf(payload.name)));
  return named.length === 0 ? documents : named;
}

function withinLimits(documents: readonly DocumentRecord[]): {
  taken: DocumentRecord[];
  left: DocumentRecord[];
} {
  const taken: DocumentRecord[] = [];
  const left: DocumentRecord[] = [];
  let bytes = 0;
  for (const document of documents) {
    const fits = taken.length < maxDocuments && bytes + document.payload.size <= maxBytes;
    (fits ? taken : left).push(document);
    if (fits) bytes += document.payload.size;
  }
  return { taken, left };
}

function viewTable(project: string, { file, name, columns, rows, ...place }: QueryTable, title: string) {
  return {
    name,
    columns,
    row_count: rows,
    document_id: file,
    title,
    url: linkTo(project, file),
    citation: place,
  };
}
