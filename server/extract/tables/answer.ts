/** One question inside the query process: files to tables, tables to rows. */
import process from 'node:process';
import { detectFormat } from '../detect.ts';
import { readDocument, type ReadContext } from '../child/read.ts';
import type { Format } from '../kinds.ts';
import { createTableDatabase } from './database.ts';
import { loadTables } from './load.ts';
import { createNames } from './names.ts';
import type { QueryAnswer, QueryHeader, QueryTable } from './wire.ts';

/** Formats that are tables as a whole. */
const tabular: ReadonlySet<Format> = new Set(['csv', 'tsv', 'xlsx', 'xlsb', 'xls', 'ods']);

const context: ReadContext = { maxRecognizedPages: 0, recognizing: () => Promise.resolve() };

/** Reads all input, answers, and lets the process end by itself. */
export async function answerQuestion(): Promise<void> {
  const { header, files } = await readInput();
  const database = createTableDatabase();
  const nameOf = createNames();
  const tables: QueryTable[] = [];
  const unreadable: string[] = [];
  for (const { id, name, bytes } of files) {
    try {
      if (!tabular.has(await detectFormat(bytes, name))) continue;
      const { blocks } = await readDocument(bytes, name, context);
      for (const { place, ...table } of await loadTables(name, blocks, nameOf, database)) {
        const { sheet, cells, line_start, line_end } = place;
        tables.push({ ...table, file: id, ...defined({ sheet, cells, line_start, line_end }) });
      }
    } catch {
      unreadable.push(id);
    }
  }
  await say({ type: 'loaded', tables, unreadable });
  if (header.sql === undefined) return;
  try {
    await say({ type: 'result', ...database.ask(header.sql, header.maxRows) });
  } catch (error) {
    await say({
      type: 'refused',
      message: String(error instanceof Error ? error.message : error).slice(0, 1_000),
    });
  }
}

async function readInput() {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  const input = Buffer.concat(chunks);
  const end = input.indexOf(10);
  const header = JSON.parse(input.toString('utf8', 0, end)) as QueryHeader;
  let at = end + 1;
  const files = header.files.map(({ id, name, size }) => {
    const bytes = new Uint8Array(input.subarray(at, at + size));
    at += size;
    return { id, name, bytes };
  });
  return { header, files };
}

function defined<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

function say(answer: QueryAnswer): Promise<void> {
  return new Promise((done) => {
    process.stdout.write(`${JSON.stringify(answer)}\n`, () => done());
  });
}
