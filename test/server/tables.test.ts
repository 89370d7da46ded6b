/** Questions to the tables of a project's documents, through REST and as a model asks them. */
import { Blob } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { FormData } from 'undici';
import { beforeAll, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from './running.ts';

let server: TestServer;
let projectId: string;
let itemId: string;

beforeAll(async () => {
  server = await startTestServer();
  projectId = (await server.owner.createProject({ name: 'harbour' })).id;
  itemId = (await server.owner.listDrives({})).items[0]!.root_item_id;
  await add('harbour.xlsx', readFileSync(new URL('../documents/harbour.xlsx', import.meta.url)));
  await add('Fees 2024.csv', Buffer.from('Harbour,Fee\nWhitby,12.5\nTotal,12.5\n'));
  await add('notes.txt', Buffer.from('Nothing tabular.'));
  return () => server[Symbol.asyncDispose]();
});

async function add(name: string, bytes: Buffer): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  const { document_id: documentId = '' } = await server.owner.uploadFile(
    { itemId, project_id: projectId },
    { form },
  );
  await vi.waitUntil(
    async () => (await server.owner.getDocument({ projectId, documentId })).status === 'okay',
    { timeout: 40_000, interval: 50 },
  );
}

test('the tables of a project are listed, with documents to cite', async () => {
  const { tables, rows, left_out } = await server.owner.queryTables({ projectId });
  expect(tables.map(({ name }) => name)).toContain('fees_2024');
  expect(tables.find(({ name }) => name === 'harbour_boats')).toMatchObject({
    title: 'harbour.xlsx',
    columns: ['_row', 'boat', 'harbour', 'arrived', 'crew', 'cost'],
    row_count: 60,
    citation: { sheet: 'Boats', cells: 'B3:F63' },
    url: expect.stringContaining(projectId),
  });
  expect({ rows, left_out }).toEqual({ rows: [], left_out: [] });
});

test('one question joins tables of two documents, and both are cited', async () => {
  const sql = `SELECT b.boat, b.crew * f.fee AS due FROM harbour_boats b JOIN fees_2024 f USING (harbour) WHERE b.crew = 7`;
  const answer = await server.owner.queryTables({ projectId, sql });
  expect(answer).toMatchObject({ columns: ['boat', 'due'], rows: [['Kestrel', 87.5]], cut: false });
  expect(answer.tables.map(({ title }) => title).toSorted()).toEqual(['Fees 2024.csv', 'harbour.xlsx']);
});

test('a refused question says which tables and columns there are', async () => {
  await expect(server.owner.queryTables({ projectId, sql: 'SELECT * FROM ships' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringMatching(/no such table: ships.*fees_2024\(_row.*harbour_boats\(_row, boat/s),
  });
});

test('a model asks with a key that only reads, of its default project', async () => {
  const key = await server.newKey([projectId], { scope: 'read' });
  const call = (args: unknown) =>
    server.send('/mcp', {
      method: 'POST',
      token: key.secret,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'query_table', arguments: args },
      }),
    });
  const text = await (
    await call({ sql: "SELECT sum(fee) AS fees FROM fees_2024 WHERE harbour <> 'Total'" })
  ).text();
  expect(text).toContain('12.5');
  expect(text).toContain('Fees 2024.csv');
});

test('a key of another project is refused', async () => {
  const other = await server.owner.createProject({ name: 'elsewhere' });
  const key = await server.newKey([other.id]);
  const client = server.clientOf(key.secret);
  await expect(client.queryTables({ projectId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await client.queryTables({ projectId: other.id })).tables).toEqual([]);
});

test('a document that is not there is told', async () => {
  const missing = 'doc_01h455vb4pex5vsknk084sn02q';
  await expect(server.owner.queryTables({ projectId, document_ids: [missing] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
