/** Word documents, by way of HTML. */
import mammoth from 'mammoth';
import type { Block } from '../extract.ts';
import { Unreadable, reasons } from '../unreadable.ts';
import { readHtmlText } from './html.ts';
import { checkParts, openZip } from './zip.ts';

/** A title is not the first of the headings, or every path would begin with it. */
const styleMap = ["p[style-name='Title'] => p.document-title:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** @throws Unreadable damaged, encrypted, too_large. */
export async function readDocx(bytes: Uint8Array): Promise<{ blocks: Block[]; title?: string }> {
  checkParts(bytes, openZip(bytes), (name) => /\.(xml|rels)$/.test(name));
  const html = await toHtml(bytes);
  const { blocks, title } = readHtmlText(html);
  const first = blocks[0];
  const titled = html.startsWith('<p class="document-title">') && first !== undefined ? first.text : title;
  return { blocks, ...(titled === undefined ? {} : { title: titled.slice(0, 300) }) };
}

async function toHtml(bytes: Uint8Array): Promise<string> {
  // Pictures are not read: as data addresses they would swell the page.
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { value } = await mammoth.convertToHtml({ buffer }, { convertImage, styleMap });
    return value;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Unreadable('damaged', reasons.damaged);
  }
}
