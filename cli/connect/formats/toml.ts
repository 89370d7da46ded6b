/** TOML: the tables of one server are added, replaced or removed as lines; the rest stays byte for byte. */
import { parse, stringify, TomlError } from 'smol-toml';
import { BrokenConfig, eolOf, splice, type ConfigFormat, type Entry, type Slot } from './format.ts';

export const tomlFormat: ConfigFormat = { parse: read, put, remove };

function read(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its first line says what; the others quote the file.
    const [what = ''] = error.message.split('\n');
    throw new BrokenConfig(`line ${error.line}, column ${error.column}: ${what}`);
  }
}

function put(text: string, slot: Slot, entry: Entry): string {
  const eol = eolOf(text);
  const block = render(slot, entry, eol);
  const there = regionOf(text, slot);
  if (there !== undefined) return splice(text, there.start, there.end, block);
  const end = text === '' || text.endsWith('\n') ? '' : eol;
  const gap = text.trim() === '' ? '' : eol;
  return `${text}${end}${gap}${block}`;
}

function render(slot: Slot, entry: Entry, eol: string): string {
  const header = [...slot.container, slot.name].map(keyText).join('.');
  const lines = Object.entries(entry).map(([name, value]) => `${keyText(name)} = ${valueText(value)}`);
  return [`[${header}]`, ...lines, ''].join(eol);
}

function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const fields = Object.entries(value).map(([name, inner]) => `${keyText(name)} = ${valueText(inner)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return stringify({ v: value }).trim().slice('v = '.length);
}

function remove(text: string, slot: Slot): string {
  const there = regionOf(text, slot);
  if (there === undefined)
    throw new BrokenConfig(
      `${slot.name} does not stand in a table of its own; remove it by hand, then try again`,
    );
  const rest = text.slice(there.end);
  const before = text.slice(0, there.start);
  // The empty line that set the table off goes with it.
  const isSetOff = /(^|\n)\r?\n$/.test(before) && /^(\s*$|\r?\n)/.test(rest);
  return (isSetOff ? before.replace(/\r?\n$/, '') : before) + rest;
}

interface Region {
  readonly start: number;
  readonly end: number;
}

/** From the first to the last of the server's tables, which have to follow each other. */
function regionOf(text: string, slot: Slot): Region | undefined {
  const wanted = [...slot.container, slot.name];
  const headers = headersOf(text);
  const first = headers.findIndex(({ path }) => isBelow(path, wanted));
  if (first === -1) return undefined;
  const count = headers.slice(first).findIndex(({ path }) => !isBelow(path, wanted));
  const next = count === -1 ? undefined : headers[first + count];
  if (next !== undefined && headers.slice(first + count).some(({ path }) => isBelow(path, wanted)))
    throw new BrokenConfig(`the tables of ${slot.name} do not follow each other; put them together first`);
  const start = headers[first]?.start ?? 0;
  const body = text.slice(start, next?.start ?? text.length);
  return { start, end: start + withoutTrailing(body) };
}

/** Comments and empty lines at the end belong to what follows. */
function withoutTrailing(body: string): number {
  const lines = body.split(/(?<=\n)/);
  while (/^\s*(#.*)?$/.test(lines.at(-1) ?? 'end')) lines.pop();
  return lines.join('').length;
}

function isBelow(path: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((part, index) => path[index] === part);
}

/** A line in a multi-line string may look like one: what was written is parsed again and compared. */
function headersOf(text: string): { path: string[]; start: number }[] {
  const header = /^[ \t]*\[\[?([^\]\r\n]+)\]\]?[ \t]*(?:#.*)?\r?$/gm;
  return Array.from(text.matchAll(header), (match) => ({
    path: Array.from((match[1] ?? '').matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g), partOf),
    start: match.index,
  }));
}

function partOf([, double, single, bare]: RegExpExecArray): string {
  return double ?? single ?? bare ?? '';
}
