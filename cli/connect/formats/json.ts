/** JSON with or without comments: one property is added, replaced or removed as text. */
import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import {
  BrokenConfig,
  brokenAt,
  eolOf,
  indentAt,
  indented,
  splice,
  type ConfigFormat,
  type Entry,
  type Slot,
} from './format.ts';

const commaToken = 5;

/** Gemini CLI reads comments, but no comma after the last value; the others take both or neither as they are. */
export function jsonFormat({ trailingComma }: { trailingComma: boolean }): ConfigFormat {
  const read = (text: string) => treeOf(text, trailingComma);
  return {
    parse: (text) => {
      const tree = read(text);
      return tree === undefined ? undefined : (getNodeValue(tree) as unknown);
    },
    put: (text, slot, entry) => put(text, read(text), slot, entry),
    remove: (text, slot) => remove(text, read(text), slot),
  };
}

function treeOf(text: string, allowTrailingComma: boolean): Node | undefined {
  if (text.trim() === '') return undefined;
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma });
  const [first] = errors;
  if (first !== undefined) throw brokenAt(text, first.offset, wordsOf(printParseErrorCode(first.error)));
  if (tree?.type !== 'object') throw brokenAt(text, 0, 'it is not a JSON object');
  return tree;
}

/** "CommaExpected" → "comma expected". */
function wordsOf(code: string): string {
  return code.replaceAll(/(?<!^)(?=[A-Z])/g, ' ').toLowerCase();
}

function put(text: string, tree: Node | undefined, slot: Slot, entry: Entry): string {
  const path = [...slot.container, slot.name];
  if (tree === undefined || /^\s*\{\s*\}\s*$/.test(text))
    return `${JSON.stringify(nested(path, entry), null, 2).replaceAll('\n', eolOf(text))}${eolOf(text)}`;
  const there = findNodeAtLocation(tree, path);
  if (there !== undefined) {
    const container = there.parent?.parent;
    const isOneLine = container !== undefined && !textOf(text, container).includes('\n');
    const shown = isOneLine ? JSON.stringify(entry) : render(text, entry, indentAt(text, there.offset));
    return splice(text, there.offset, there.offset + there.length, shown);
  }
  let object = tree;
  let depth = 0;
  for (; depth < slot.container.length; depth++) {
    const next = findNodeAtLocation(tree, path.slice(0, depth + 1));
    if (next === undefined) break;
    if (next.type !== 'object') throw brokenAt(text, next.offset, `"${path[depth]}" is not an object`);
    object = next;
  }
  return insert(text, object, path[depth] ?? slot.name, nested(path.slice(depth + 1), entry));
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** As the last property; comments stay with the values that they follow. */
function insert(text: string, object: Node, name: string, value: unknown): string {
  const eol = eolOf(text);
  const last = object.children?.at(-1);
  const close = object.offset + object.length - 1;
  const from = last === undefined ? object.offset + 1 : last.offset + last.length;
  const kept = text.slice(from, close).trimEnd();
  const comma = findComma(text, from, close) !== undefined;
  const head = `${text.slice(0, from)}${last === undefined || comma ? '' : ','}${kept}`;
  const after = comma ? ',' : '';
  const isOneLine = !text.slice(object.offset, close).includes('\n');
  if (isOneLine && (last !== undefined || !text.includes('\n'))) {
    const property = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    return `${head}${last === undefined ? '' : ' '}${property}${after}${text.slice(from + kept.length)}`;
  }
  const base = indentAt(text, object.offset);
  const indent = last === undefined ? base + unitOf(text) : indentOfFirst(text, object, base);
  const property = `${indent}${JSON.stringify(name)}: ${render(text, value, indent)}`;
  const rest = isOneLine ? eol + base + text.slice(close) : text.slice(from + kept.length);
  return `${head}${eol}${property}${after}${rest}`;
}

function indentOfFirst(text: string, object: Node, base: string): string {
  const first = object.children?.[0]?.offset ?? object.offset;
  return text.slice(object.offset, first).includes('\n') ? indentAt(text, first) : base + unitOf(text);
}

function render(text: string, value: unknown, indent: string): string {
  if (!text.includes('\n')) return JSON.stringify(value);
  return indented(JSON.stringify(value, null, unitOf(text)), indent, eolOf(text)).slice(indent.length);
}

/** One step of indentation as the file has it. */
function unitOf(text: string): string {
  return /\n(\t|[ ]{1,8})(?=\S)/.exec(text)?.[1] ?? '  ';
}

function remove(text: string, tree: Node | undefined, slot: Slot): string {
  const property =
    tree === undefined ? undefined : findNodeAtLocation(tree, [...slot.container, slot.name])?.parent;
  const object = property?.parent;
  if (property === undefined || object?.children === undefined)
    throw new BrokenConfig(`it has no ${slot.name}`);
  const previous = object.children[object.children.indexOf(property) - 1];
  const end = property.offset + property.length;
  const start = text.slice(0, property.offset).trimEnd().length;
  const following = findComma(text, end, object.offset + object.length);
  const preceding =
    previous === undefined ? undefined : findComma(text, previous.offset + previous.length, property.offset);
  if (following !== undefined)
    return emptied(text.slice(0, start) + text.slice(end, following) + text.slice(following + 1), object);
  if (preceding === undefined) return emptied(splice(text, start, end, ''), object);
  return text.slice(0, preceding) + text.slice(preceding + 1, start) + text.slice(end);
}

/** An object in which nothing but white space is left becomes `{}`. */
function emptied(text: string, object: Node): string {
  const inside = /^\{\s*\}/.exec(text.slice(object.offset));
  return inside === null ? text : splice(text, object.offset, object.offset + inside[0].length, '{}');
}

/** The offset of the next comma that is no part of a comment or value, before `end`. */
function findComma(text: string, start: number, end: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(start);
  const isComma = Number(scanner.scan()) === commaToken;
  return isComma && scanner.getTokenOffset() < end ? scanner.getTokenOffset() : undefined;
}
