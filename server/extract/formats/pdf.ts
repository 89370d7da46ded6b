/** PDF: visible text of each page in reading order, with page numbers, labels and headings. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Block } from '../extract.ts';
import { FileFailure } from '../failure.ts';
import { pageBlocks, type Run } from './pdf-layout.ts';

const assets = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

export async function readPdf(
  bytes: Uint8Array,
): Promise<{ blocks: Block[]; pages: number; title?: string }> {
  const document = await open(bytes);
  const labels = await document.getPageLabels().catch(() => null);
  const blocks: Block[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const label = labels?.[page - 1];
    const place = label === undefined || label === String(page) ? { page } : { page, page_label: label };
    blocks.push(...pageBlocks(await runsOf(document, page), place));
  }
  if (blocks.length === 0) {
    throw new FileFailure(
      'unsupported',
      'The PDF holds pictures of pages but no text. Run it through text recognition (OCR) and upload the result.',
    );
  }
  const title = await titleOf(document);
  return { blocks, pages: document.numPages, ...(title === undefined ? {} : { title }) };
}

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: false,
    disableFontFace: true,
    cMapUrl: `${join(assets, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(assets, 'standard_fonts')}/`,
    verbosity: 0,
  });
  try {
    return await task.promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new FileFailure(
        'encrypted',
        'The PDF is protected by a password. Save it without the password and upload it anew.',
      );
    }
    throw new FileFailure(
      'damaged',
      'The PDF is damaged or was cut off. Open it in a PDF viewer, save it again and upload it anew.',
    );
  }
}

/** The runs of text on a page that stand inside its box. */
async function runsOf(document: PDFDocumentProxy, number: number): Promise<Run[]> {
  const page = await document.getPage(number);
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const { items } = await page.getTextContent();
  const runs = items.flatMap((item): Run[] => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [, , , , x = 0, y = 0] = item.transform as number[];
    return [
      {
        text: item.str,
        x,
        y,
        width: item.width,
        size: Math.hypot(Number(item.transform[2]), Number(item.transform[3])),
      },
    ];
  });
  page.cleanup();
  return runs.filter(({ x, y }) => x >= left - 1 && x <= right && y >= bottom - 1 && y <= top);
}

async function titleOf(document: PDFDocumentProxy): Promise<string | undefined> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }));
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : '';
  return title === '' ? undefined : title;
}
