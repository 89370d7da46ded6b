/** EPUB books: their pages in reading order, each under the chapter that the table of contents names. */
import path from 'node:path/posix';
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { readHtml } from './html.ts';
import { child, descendants, parseXml, textOf, type XmlElement } from './xml.ts';
import { openPackage, type Package } from './zip.ts';

/** @throws Unreadable damaged, encrypted, too_large. */
export function readEpub(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const parts = openPackage(bytes);
  if (isLocked(parts)) throw new Unreadable('encrypted', locked);
  const container = xmlPart(parts, 'META-INF/container.xml');
  const file = [...descendants(container, 'rootfile')][0]?.attributes['full-path'] ?? '';
  const opf = xmlPart(parts, file);
  const book = readManifest(opf, path.dirname(file));
  const chapters = readContents(parts, book);
  const blocks: Block[] = [];
  let chapter: string | undefined;
  for (const page of book.spine) {
    const content = parts.part(page);
    if (content === undefined || page === book.nav) continue;
    const read = readHtml(content);
    chapter = chapters.get(page) ?? chapter ?? read.title;
    for (const block of read.blocks)
      blocks.push({ ...block, place: { ...block.place, ...(chapter ? { chapter } : {}) } });
  }
  const title = textOf([...descendants(opf, 'title')][0]).trim();
  return { blocks, ...(title === '' ? {} : { title: title.slice(0, 300) }) };
}

const locked =
  'This book is locked for a shop or a reader’s account (DRM). Get a copy without such a lock and upload that.';

/** Fonts may be scrambled without harm; a page that is encrypted cannot be read. */
function isLocked(parts: Package): boolean {
  const encryption = parts.part('META-INF/encryption.xml');
  if (encryption === undefined) return false;
  return [...descendants(parseXml(encryption), 'CipherReference')].some(({ attributes }) =>
    /\.(x?html?|opf|ncx|xml)$/i.test(attributes['URI'] ?? ''),
  );
}

interface Book {
  /** Names of the pages, in reading order. */
  spine: string[];
  /** Of EPUB 3. */
  nav?: string;
  /** Of EPUB 2. */
  ncx?: string;
}

function readManifest(opf: XmlElement, folder: string): Book {
  const items = new Map<string, { name: string; type: string; properties: string[] }>();
  for (const { attributes } of descendants(opf, 'item')) {
    const { id = '', href = '', 'media-type': type = '', properties = '' } = attributes;
    items.set(id, { name: target(folder, href), type, properties: properties.split(/\s+/) });
  }
  const spine = [...descendants(opf, 'itemref')].flatMap(
    ({ attributes }) => items.get(attributes['idref'] ?? '')?.name ?? [],
  );
  const nav = [...items.values()].find(({ properties }) => properties.includes('nav'))?.name;
  const ncx = [...items.values()].find(({ type }) => type === 'application/x-dtbncx+xml')?.name;
  return { spine, ...(nav === undefined ? {} : { nav }), ...(ncx === undefined ? {} : { ncx }) };
}

/** The first entry of the table of contents that leads to each page. */
function readContents(parts: Package, { nav, ncx }: Book): Map<string, string> {
  const chapters = new Map<string, string>();
  const name = nav ?? ncx;
  const bytes = name === undefined ? undefined : parts.part(name);
  if (name === undefined || bytes === undefined) return chapters;
  for (const { href, label } of name === nav ? navEntries(bytes) : ncxEntries(bytes)) {
    const page = target(path.dirname(name), href);
    if (label !== '' && !chapters.has(page)) chapters.set(page, label);
  }
  return chapters;
}

interface Entry {
  href: string;
  label: string;
}

function navEntries(bytes: Uint8Array): Entry[] {
  const navs = [...descendants(parseXml(bytes), 'nav')];
  const contents = navs.find(({ attributes }) => attributes['type'] === 'toc') ?? navs[0];
  if (contents === undefined) return [];
  return [...descendants(contents, 'a')].map((link) => ({
    href: link.attributes['href'] ?? '',
    label: textOf(link).replaceAll(/\s+/g, ' ').trim(),
  }));
}

function ncxEntries(bytes: Uint8Array): Entry[] {
  return [...descendants(parseXml(bytes), 'navPoint')].map((point) => ({
    href: child(point, 'content')?.attributes['src'] ?? '',
    label: textOf(child(point, 'navLabel')).replaceAll(/\s+/g, ' ').trim(),
  }));
}

function target(folder: string, href: string): string {
  const [file = ''] = href.split('#');
  return path.join(folder, decoded(file));
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

function xmlPart(parts: Package, name: string): XmlElement {
  const bytes = parts.part(name);
  if (bytes === undefined) throw new Unreadable('damaged', reasons.damaged);
  return parseXml(bytes);
}
