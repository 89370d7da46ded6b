/** Rich text (RTF): its text in any of its encodings, with headings, lists and tables. */
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { createRtfBlocks } from './rtf-blocks.ts';
import { createRtfText, encodingOfCharset, encodingOfCodePage } from './rtf-text.ts';
import { rtfTokens } from './rtf-tokens.ts';

/** Groups that are not text of the document. */
const destinations = new Set(
  (
    'fonttbl colortbl stylesheet listtable listoverridetable revtbl info pict object objdata header headerl headerr headerf ' +
    'footer footerl footerr footerf themedata colorschememapping datastore latentstyles xmlnstbl generator fldinst ' +
    'listtext pntext filetbl rsidtbl pgdsctbl annotation atnid atnauthor bkmkstart bkmkend nonshppict background'
  ).split(' '),
);
/** Destinations of newer programs that hold text all the same. */
const textual = new Set(['shppict', 'shpinst', 'shptxt', 'ud']);

interface Group {
  /** What the group holds instead of text; empty for text. */
  destination: string;
  hidden: boolean;
  font: number;
  /** Characters to skip after one given by its number. */
  skip: number;
  style: number | undefined;
}

const maxDepth = 2_000;

/** @throws Unreadable damaged. */
export function readRtf(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const encodings = new Map<number, string>();
  const styles = new Map<number, { level?: number; name: string }>();
  const blocks = createRtfBlocks();
  const text = createRtfText((words) => put(words));
  const open: Group[] = [{ destination: '', hidden: false, font: 0, skip: 1, style: undefined }];
  let starred = false;
  let title = '';
  let fallback = 'windows-1252';
  let group = open[0]!;

  function put(words: string): void {
    if (group.destination === 'stylesheet') styleOf(group.style ?? 0).name += words;
    else if (group.destination === 'title') title += words;
    else if (group.destination === '' && !group.hidden) blocks.text(words);
  }

  function styleOf(number: number): { level?: number; name: string } {
    const style = styles.get(number) ?? { name: '' };
    styles.set(number, style);
    return style;
  }

  function enter(): void {
    open.push({ ...group });
    if (open.length > maxDepth) throw new Unreadable('damaged', reasons.damaged);
    group = open.at(-1)!;
  }

  function leave(): void {
    if (open.length > 1) open.pop();
    group = open.at(-1)!;
    text.encoding(encodings.get(group.font) ?? fallback);
  }

  function apply(word: string, value: number | undefined): void {
    if (word === '*') return void (starred = true);
    const unknown = starred && !textual.has(word);
    starred = false;
    if (word === 'title' && group.destination === 'info') group.destination = 'title';
    else if (unknown || destinations.has(word)) group.destination ||= word;
    if (group.destination === 'fonttbl' && word === 'fcharset')
      encodings.set(group.font, encodingOfCharset(value ?? 0) ?? fallback);
    if (word === 'ansicpg') fallback = encodingOfCodePage(value ?? 1252);
    else if (word === 'f' || word === 'deff') group.font = value ?? 0;
    else if (word === 'uc') group.skip = value ?? 1;
    else if (word === 'v') group.hidden = value !== 0;
    else if (word === 'plain') group.hidden = false;
    else if (word === 's') setStyle(value ?? 0);
    else if (word === 'outlinelevel') setLevel(value ?? 9);
    else if (word === 'u') text.codeUnit(value ?? 0, group.skip);
    else if (group.destination === '') blocks.control(word);
    if (word === 'f' || word === 'ansicpg') text.encoding(encodings.get(group.font) ?? fallback);
  }

  function setStyle(number: number): void {
    group.style = number;
    if (group.destination === 'stylesheet') return;
    const { level, name = '' } = styles.get(number) ?? {};
    const named = /^heading ([1-6])\b/i.exec(name)?.[1];
    const found = level ?? (named === undefined ? undefined : Number(named));
    if (found !== undefined) blocks.heading(found);
  }

  function setLevel(outline: number): void {
    if (outline > 5) return;
    if (group.destination === 'stylesheet') styleOf(group.style ?? 0).level = outline + 1;
    else blocks.heading(outline + 1);
  }

  for (const token of rtfTokens(Buffer.from(bytes).toString('latin1'))) {
    if (token.kind === 'byte') {
      text.byte(token.byte);
      continue;
    }
    text.flush(token.kind !== 'control' || token.word !== 'u');
    if (token.kind === 'open') enter();
    else if (token.kind === 'close') leave();
    else apply(token.word, token.value);
  }
  text.flush(true);
  if (open.length > 1) throw new Unreadable('damaged', reasons.damaged);
  return { blocks: blocks.end(), ...(title.trim() === '' ? {} : { title: title.trim().slice(0, 300) }) };
}
