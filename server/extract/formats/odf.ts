/** OpenDocument texts and presentations. */
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createHeadingPath, type HeadingPath } from './headings.ts';
import { slideBlocks, type SlideText } from './slides.ts';
import { child, descendants, elements, parseXml, textOf, type XmlElement } from './xml.ts';
import { openPackage } from './zip.ts';

/** What is not part of the text: changes that were taken back, remarks, lists of styles. */
const unseen = new Set(['tracked-changes', 'annotation', 'forms', 'sequence-decls', 'note-citation']);

/** @throws Unreadable damaged, encrypted, too_large. */
export function readOdt(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const { body, title } = open(bytes, 'text');
  const first = elements(body).find(({ name }) => name === 'p');
  const titled = first?.attributes['style-name'] === 'Title' ? inlineText(first).trim() : '';
  const blocks = odfBlocks(body, createHeadingPath());
  return { blocks, ...titleOf(title || titled) };
}

/** @throws Unreadable damaged, encrypted, too_large. */
export function readOdp(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const { body, title } = open(bytes, 'presentation');
  const slides = elements(body)
    .filter(({ name }) => name === 'page')
    .map(slideOf);
  return { blocks: slideBlocks(slides), ...titleOf(title || (slides[0]?.title ?? '')) };
}

function titleOf(title: string): { title?: string } {
  return title === '' ? {} : { title: title.slice(0, 300) };
}

function open(bytes: Uint8Array, kind: string): { body: XmlElement; title: string } {
  const parts = openPackage(bytes);
  const content = parts.part('content.xml');
  const body = content && child(child(parseXml(content), 'body'), kind);
  if (body === undefined) throw new Unreadable('damaged', reasons.damaged);
  const meta = parts.part('meta.xml');
  const title = meta === undefined ? '' : textOf(child(child(parseXml(meta), 'meta'), 'title')).trim();
  return { body, title };
}

function slideOf(page: XmlElement): SlideText {
  const frames = elements(page).filter(({ name }) => name !== 'notes');
  const isTitle = ({ attributes }: XmlElement): boolean => attributes['class'] === 'title';
  const titles = frames.filter(isTitle).map((frame) => allText(frame));
  const notes = child(page, 'notes');
  const notesFrames = notes && elements(notes).filter(({ attributes }) => attributes['class'] === 'notes');
  const read = (frame: XmlElement): Block[] => odfBlocks(frame, createHeadingPath());
  return {
    title: titles.join(' ').trim(),
    content: frames.filter((frame) => !isTitle(frame)).flatMap(read),
    notes: (notesFrames ?? []).flatMap(read),
  };
}

function odfBlocks(element: XmlElement, path: HeadingPath): Block[] {
  return elements(element).flatMap((one): Block[] => {
    if (unseen.has(one.name)) return [];
    switch (one.name) {
      case 'h':
        return [...headingOf(one, path), ...boxes(one, path)];
      case 'p':
        return [
          { kind: 'paragraph', text: inlineText(one).trim(), place: path.place() },
          ...boxes(one, path),
        ];
      case 'list':
        return [{ kind: 'list', text: listLines(one, 0).join('\n'), place: path.place() }];
      case 'table':
        return [{ kind: 'table', text: '', rows: tableRows(one), place: path.place() }];
      default:
        return odfBlocks(one, path);
    }
  });
}

function headingOf(element: XmlElement, path: HeadingPath): Block[] {
  const text = inlineText(element).trim();
  if (text === '') return [];
  const level = Math.min(6, Math.max(1, Number(element.attributes['outline-level']) || 1));
  path.enter(level, text);
  return [{ kind: 'heading', level, text, place: path.place() }];
}

/** Text boxes that hang on a paragraph follow it. */
function boxes(paragraph: XmlElement, path: HeadingPath): Block[] {
  return [...descendants(paragraph, 'text-box')].flatMap((box) => odfBlocks(box, path));
}

function listLines(list: XmlElement, depth: number): string[] {
  return elements(list).flatMap((item) =>
    elements(item).flatMap((one) => {
      if (one.name === 'list') return listLines(one, depth + 1);
      const text = inlineText(one).trim();
      return text === '' ? [] : [`${'  '.repeat(Math.min(depth, 8))}- ${text}`];
    }),
  );
}

/** The repetitions that fill up a table's empty rest are not counted out. */
function tableRows(table: XmlElement): string[][] {
  return [...descendants(table, 'table-row')].map((row) =>
    elements(row)
      .filter(({ name }) => name.endsWith('table-cell'))
      .map((cell) => allText(cell)),
  );
}

function allText(element: XmlElement): string {
  const paragraphs = [...descendants(element, 'p'), ...descendants(element, 'h')];
  return paragraphs.map(inlineText).join(' ').trim();
}

function inlineText(element: XmlElement): string {
  let text = '';
  for (const one of element.children) {
    if (typeof one === 'string') text += one.replaceAll(/\s+/g, ' ');
    else if (one.name === 's') text += ' ';
    else if (one.name === 'tab' || one.name === 'line-break') text += ' ';
    else if (one.name === 'note') text += ` (${allText(one)})`;
    else if (!unseen.has(one.name) && one.name !== 'text-box') text += inlineText(one);
  }
  return text;
}
