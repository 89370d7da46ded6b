/** PowerPoint presentations: slides by number, with their titles, tables, diagrams and notes. */
import type { Block, Place } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { relationsOf, type Relation } from './relations.ts';
import { slideBlocks, type SlideText } from './slides.ts';
import { child, descendants, elements, parseXml, textOf, type XmlElement } from './xml.ts';
import { openPackage, type Package } from './zip.ts';

const presentation = 'ppt/presentation.xml';
/** Placeholders that repeat on every slide, or show the slide itself. */
const furniture = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg']);

/** @throws Unreadable damaged, encrypted, too_large. */
export function readPptx(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const parts = openPackage(bytes);
  const relations = relationsOf(parts, presentation);
  const order = [...descendants(partOf(parts, presentation), 'sldId')];
  const slides = order.map(({ attributes }) => {
    const target = relations.get(attributes['r:id'] ?? '')?.target;
    if (target === undefined) throw new Unreadable('damaged', reasons.damaged);
    return readSlide(parts, target);
  });
  const title = textOf(child(optionalPart(parts, 'docProps/core.xml'), 'title')).trim() || slides[0]?.title;
  return { blocks: slideBlocks(slides), ...(title ? { title: title.slice(0, 300) } : {}) };
}

function readSlide(parts: Package, name: string): SlideText {
  const relations = relationsOf(parts, name);
  const slide = readShapes(partOf(parts, name), parts, relations);
  const notes = [...relations.values()].find(({ type }) => type === 'notesSlide');
  if (notes === undefined) return { ...slide, notes: [] };
  return { ...slide, notes: readShapes(partOf(parts, notes.target), parts, new Map()).content };
}

function readShapes(
  root: XmlElement,
  parts: Package,
  relations: ReadonlyMap<string, Relation>,
): Omit<SlideText, 'notes'> {
  let title = '';
  const content: Block[] = [];
  const place: Place = {};
  for (const shape of shapesOf(root)) {
    const role = [...descendants(shape, 'ph')][0]?.attributes['type'];
    if (role !== undefined && furniture.has(role)) continue;
    const paragraphs = [...descendants(child(shape, 'txBody') ?? empty, 'p')].map(paragraphText);
    if ((role === 'title' || role === 'ctrTitle') && title === '') title = paragraphs.join(' ').trim();
    else content.push({ kind: 'list', text: lines(paragraphs), place });
    for (const table of descendants(shape, 'tbl')) content.push(tableOf(table));
    for (const { attributes } of descendants(shape, 'relIds')) {
      const diagram = optionalPart(parts, relations.get(attributes['r:dm'] ?? '')?.target);
      if (diagram !== undefined)
        content.push({ kind: 'list', text: lines([...descendants(diagram, 'p')].map(paragraphText)), place });
    }
  }
  return { title, content };
}

const empty: XmlElement = { name: '', attributes: {}, children: [] };

/** Shapes in their order, groups opened; of alternatives the first, which is the newer form. */
function* shapesOf(element: XmlElement): Generator<XmlElement> {
  for (const one of elements(element)) {
    if (one.name === 'sp' || one.name === 'graphicFrame') yield one;
    else if (one.name !== 'Fallback') yield* shapesOf(one);
  }
}

function tableOf(table: XmlElement): Block {
  const rows = [...descendants(table, 'tr')].map((row) =>
    [...descendants(row, 'tc')].map((cell) => [...descendants(cell, 'p')].map(paragraphText).join(' ')),
  );
  return { kind: 'table', text: '', rows, place: {} };
}

/** Runs, fields and line breaks of one paragraph. */
function paragraphText(paragraph: XmlElement): string {
  return elements(paragraph)
    .map((one) => (one.name === 'br' ? ' ' : textOf(child(one, 't'))))
    .join('');
}

function lines(paragraphs: readonly string[]): string {
  return paragraphs.filter((text) => text.trim() !== '').join('\n');
}

function partOf(parts: Package, name: string): XmlElement {
  const part = optionalPart(parts, name);
  if (part === undefined) throw new Unreadable('damaged', reasons.damaged);
  return part;
}

function optionalPart(parts: Package, name: string | undefined): XmlElement | undefined {
  const bytes = name === undefined ? undefined : parts.part(name);
  return bytes === undefined ? undefined : parseXml(bytes);
}
