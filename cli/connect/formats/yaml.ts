/** YAML: one entry of a map or list is added, replaced or removed as text, at the places that the parser reports. */
import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { BrokenConfig, eolOf, indented, splice, type ConfigFormat, type Entry, type Slot } from './format.ts';

export const yamlFormat: ConfigFormat = { parse: (text) => documentOf(text).toJS() as unknown, put, remove };

function documentOf(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new BrokenConfig(`line ${line}, column ${col}: ${error.message}`);
  }
  if (document.contents !== null && !isMap(document.contents))
    throw new BrokenConfig('line 1, column 1: it is not a map');
  return document;
}

function put(text: string, slot: Slot, entry: Entry): string {
  const eol = eolOf(text);
  const root = documentOf(text).contents;
  const pair = isMap(root) ? pairOf(root, slot) : undefined;
  if (pair === undefined) {
    const indent = isMap(root) ? columnOf(text, startOf(root.items[0])) : '';
    const block = `${slot.container[0]}:\n${indented(blockOf(slot, entry), '  ', '\n')}`;
    return endingLine(text, eol) + indented(block, indent, eol);
  }
  const list = pair.value;
  const isFilled = isCollection(list) && list.items.length > 0;
  if (!isFilled) return fill(text, pair, slot, entry);
  const item = itemOf(list, slot);
  if (list.flow === true) return putInFlow(text, list, item, slot, entry);
  const column = columnOf(
    text,
    isSeq(list) ? dashBefore(text, startOf(list.items[0])) : startOf(list.items[0]),
  );
  const block = indented(blockOf(slot, entry), column, eol);
  if (item !== undefined) {
    const { start, end } = linesOf(text, list, item);
    return splice(text, start, end, block);
  }
  const end = lineEnd(text, endOf(list));
  return endingLine(text.slice(0, end), eol) + block + text.slice(end);
}

/** The first entry of a container that is empty: `key:`, `key: {}` or `key: []`, with or without a comment. */
function fill(text: string, pair: Pair, slot: Slot, entry: Entry): string {
  const eol = eolOf(text);
  const keyEnd = endOf(pair.key);
  const colon = text.indexOf(':', keyEnd) + 1;
  const end = isCollection(pair.value) ? endOf(pair.value) : colon;
  const without = text.slice(0, colon) + text.slice(end);
  const at = lineEnd(without, colon);
  const indent = `${columnOf(text, startOf(pair))}  `;
  return (
    endingLine(without.slice(0, at), eol) + indented(blockOf(slot, entry), indent, eol) + without.slice(at)
  );
}

function putInFlow(text: string, list: YAMLMap | YAMLSeq, item: unknown, slot: Slot, entry: Entry): string {
  const value = JSON.stringify(entry);
  const shown = slot.kind === 'list' ? value : `${JSON.stringify(slot.name)}: ${value}`;
  if (item !== undefined) return splice(text, startOf(item), endOf(item), shown);
  const last = endOf(list.items.at(-1));
  return splice(text, last, last, `, ${shown}`);
}

function blockOf(slot: Slot, entry: Entry): string {
  return stringify(slot.kind === 'list' ? [entry] : { [slot.name]: entry }, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

function remove(text: string, slot: Slot): string {
  const root = documentOf(text).contents;
  const pair = isMap(root) ? pairOf(root, slot) : undefined;
  const list = pair?.value;
  const item = isCollection(list) ? itemOf(list, slot) : undefined;
  if (!isCollection(list) || item === undefined) throw new BrokenConfig(`it has no ${slot.name}`);
  if (list.flow === true) return removeFromFlow(text, list, item);
  const { start, end } = linesOf(text, list, item);
  const rest = splice(text, start, end, '');
  if (list.items.length > 1) return rest;
  const colon = text.indexOf(':', endOf(pair?.key)) + 1;
  return splice(rest, colon, colon, isSeq(list) ? ' []' : ' {}');
}

function removeFromFlow(text: string, list: YAMLMap | YAMLSeq, item: unknown): string {
  const index = list.items.findIndex((one) => one === item);
  const [previous, next] = [list.items[index - 1], list.items[index + 1]];
  if (previous !== undefined) return splice(text, endOf(previous), endOf(item), '');
  return splice(text, startOf(item), next === undefined ? endOf(item) : startOf(next), '');
}

function pairOf(root: YAMLMap, slot: Slot): Pair | undefined {
  const pair = root.items.find(({ key }) => scalarOf(key) === slot.container[0]);
  const value = pair?.value;
  const isRight = slot.kind === 'list' ? isSeq(value) : isMap(value);
  if (pair === undefined || isRight || scalarOf(value) === null) return pair;
  const kind = slot.kind === 'list' ? 'a list' : 'a map';
  throw new BrokenConfig(`"${slot.container[0]}" is not ${kind}`);
}

function itemOf(list: YAMLMap | YAMLSeq, slot: Slot): unknown {
  if (isMap(list)) return list.items.find(({ key }) => scalarOf(key) === slot.name);
  return list.items.find((item) => isMap(item) && item.get('name') === slot.name);
}

function scalarOf(node: unknown): unknown {
  if (!isNode(node)) return node;
  return isCollection(node) ? undefined : (node.toJSON() as unknown);
}

function startOf(node: unknown): number {
  if (isPair(node)) return startOf(node.key);
  if (isNode(node) && node.range) return node.range[0];
  throw new BrokenConfig('a part of it cannot be placed');
}

/** Where the content of a node ends, without comments behind it. */
function endOf(node: unknown): number {
  if (isPair(node)) return isNode(node.value) && node.value.range ? endOf(node.value) : endOf(node.key);
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1));
  if (isNode(node) && node.range) return node.range[1];
  throw new BrokenConfig('a part of it cannot be placed');
}

function linesOf(text: string, list: YAMLMap | YAMLSeq, item: unknown): { start: number; end: number } {
  const first = isSeq(list) ? dashBefore(text, startOf(item)) : startOf(item);
  return { start: text.lastIndexOf('\n', first - 1) + 1, end: lineEnd(text, endOf(item)) };
}

function dashBefore(text: string, offset: number): number {
  return text.lastIndexOf('-', offset - 1);
}

function columnOf(text: string, offset: number): string {
  return ' '.repeat(offset - (text.lastIndexOf('\n', offset - 1) + 1));
}

/** Behind the line break of the line in which something ends; a block scalar ends behind its own. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function endingLine(text: string, eol: string): string {
  return text === '' || text.endsWith('\n') ? text : text + eol;
}
