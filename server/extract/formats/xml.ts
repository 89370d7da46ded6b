/** XML as a tree of elements with names without prefixes; entities that a file defines are not expanded. */
import { SaxesParser } from 'saxes';
import { decodeText } from '../text.ts';
import { Unreadable, reasons } from '../unreadable.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By name without prefix; those that name a relationship of an Office package begin with `r:`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

/** Deeper than any document that a person made; what walks the tree may recurse. */
const maxDepth = 500;

export interface XmlHandler {
  open(name: string, attributes: XmlElement['attributes']): void;
  close(): void;
  text(content: string): void;
}

/** @throws Unreadable damaged. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const path = [root];
  walkXml(bytes, {
    open(name, attributes) {
      const element: XmlElement = { name, attributes, children: [] };
      path.at(-1)!.children.push(element);
      path.push(element);
    },
    close: () => void path.pop(),
    text: (content) => void path.at(-1)!.children.push(content),
  });
  return elements(root)[0]!;
}

export interface XmlStreamHandler {
  /** Names are without prefixes; those of attributes as they are written. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(content: string): void;
}

/**
 * The same for UTF-8 that comes in chunks; what the handler has collected can be taken after each.
 *
 * @throws Unreadable damaged.
 */
export async function* streamXml(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlStreamHandler,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false });
  const decoder = new TextDecoder();
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > maxDepth) throw damaged();
    handler.open(withoutPrefix(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    handler.close(withoutPrefix(name));
  });
  parser.on('text', (content) => handler.text(content));
  parser.on('cdata', (content) => handler.text(content));
  parser.on('error', () => {
    throw damaged();
  });
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Tells a handler of the elements and text as they come. @throws Unreadable damaged. */
export function walkXml(bytes: Uint8Array, handler: XmlHandler): void {
  const parser = new SaxesParser({ xmlns: true });
  // Pages of books use it without declaring it.
  parser.ENTITIES['nbsp'] = '\u00a0';
  let depth = 0;
  parser.on('opentag', ({ local: name, attributes }) => {
    const named: Record<string, string> = {};
    for (const { local, uri, value } of Object.values(attributes))
      named[uri.endsWith('/relationships') ? `r:${local}` : local] ??= value;
    depth += 1;
    if (depth > maxDepth) throw damaged();
    handler.open(name, named);
  });
  parser.on('closetag', () => {
    depth -= 1;
    handler.close();
  });
  parser.on('text', (content) => handler.text(content));
  parser.on('cdata', (content) => handler.text(content));
  parser.on('error', () => {
    throw damaged();
  });
  parser.write(decodeText(bytes)).close();
}

export function elements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && elements(element).find((one) => one.name === name);
}

/** All elements of a name below, in the order of the document. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const one of elements(element)) {
    if (one.name === name) yield one;
    yield* descendants(one, name);
  }
}

export function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  return element.children.map((one) => (typeof one === 'string' ? one : textOf(one))).join('');
}

function damaged(): Unreadable {
  return new Unreadable('damaged', reasons.damaged);
}
