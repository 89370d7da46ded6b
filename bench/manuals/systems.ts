/** What is compared over manuals: Keepsake through its API, and SQLite's FTS5 over the same passages and over pages. */
import Database from 'better-sqlite3-multiple-ciphers';
import { FormData, type Response } from 'undici';
import type { Client } from '../../contract/index.ts';
import { readManual, type Manual } from './manuals.ts';
import type { ManualPieces } from './pieces.ts';
import { pageKey } from './questions.ts';

/** Pages, best first, each once. */
export type SearchPages = (question: string) => Promise<string[]>;

/** Passages asked of each engine. */
const wanted = 50;

/** Uploads every manual into one project and waits until each is indexed. */
export async function keepsake(
  client: Client<Response>,
  folder: string,
  manuals: readonly Manual[],
): Promise<SearchPages> {
  const { id: projectId } = await client.createProject({ name: 'Manuals' });
  const { items } = await client.listDrives({});
  const itemId = items[0]?.root_item_id ?? '';
  const nameOf = new Map<string, string>();
  for (const manual of manuals) {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(readManual(folder, manual))]), `${manual.name}.pdf`);
    const { document_id: documentId = '' } = await client.uploadFile(
      { itemId, project_id: projectId },
      { form },
    );
    nameOf.set(documentId, manual.name);
  }
  for (const documentId of nameOf.keys()) await indexed(client, projectId, documentId);
  return async (query) => {
    const { results } = await client.search({ query, limit: wanted, project_ids: [projectId] });
    const pages = results.map(({ record_id: record, citation }) =>
      pageKey(nameOf.get(record) ?? record, citation.page ?? 0),
    );
    return [...new Set(pages)];
  };
}

async function indexed(client: Client<Response>, projectId: string, documentId: string): Promise<void> {
  for (;;) {
    const document = await client.getDocument({ projectId, documentId });
    if (document.status === 'okay') return;
    if (document.status === 'error') throw new Error(`${document.name} was not indexed: ${document.reason}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A row of FTS5: a passage with what names it, or a page. */
interface Row {
  readonly page: string;
  readonly title: string;
  readonly headings: string;
  readonly text: string;
}

export function passageRows(manuals: readonly ManualPieces[]): Row[] {
  return manuals.flatMap(({ manual: { name }, title, pieces }) =>
    pieces.map(({ page, headings, text }) => ({
      page: pageKey(name, page),
      title: `${name} ${title ?? ''}`,
      headings: headings.join('\n'),
      text,
    })),
  );
}

/** Passages of a page joined. */
export function pageRows(passages: readonly Row[]): Row[] {
  return [...Map.groupBy(passages, ({ page }) => page)].map(([page, rows]) => ({
    page,
    title: rows[0]?.title ?? '',
    headings: [...new Set(rows.map(({ headings }) => headings))].join('\n'),
    text: rows.map(({ text }) => text).join('\n'),
  }));
}

/** SQLite's FTS5 with its Porter stemmer; any word of the question may match. */
export function fts5(rows: readonly Row[]): SearchPages {
  const database = new Database(':memory:');
  database.exec(
    `CREATE VIRTUAL TABLE piece USING fts5(page UNINDEXED, title, headings, text, tokenize = 'porter unicode61')`,
  );
  const insert = database.prepare('INSERT INTO piece (page, title, headings, text) VALUES (?, ?, ?, ?)');
  database.transaction(() => {
    for (const { page, title, headings, text } of rows) insert.run(page, title, headings, text);
  })();
  const find = database
    .prepare('SELECT page FROM piece WHERE piece MATCH ? ORDER BY bm25(piece) LIMIT ?')
    .pluck();
  return (question) => {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
    const expression = words.map((word) => `"${word}"`).join(' OR ');
    const found = expression === '' ? [] : (find.all(expression, wanted) as string[]);
    return Promise.resolve([...new Set(found)]);
  };
}
