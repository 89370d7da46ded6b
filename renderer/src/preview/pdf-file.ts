/** Opens a PDF by pdf.js in a worker of our own build: read by range, nothing of it run, nothing loaded from elsewhere. */
import {
  getDocument,
  GlobalWorkerOptions,
  PasswordException,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist';
import PdfWorker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';
import { KeepsakeError } from '../../../contract/index.ts';

export type { PDFDocumentProxy, PDFPageProxy };

const rangeBytes = 256 * 1024;

/** Tables of characters for fonts of East Asia that a PDF only names. */
const characterMaps = import.meta.glob<string>('/../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  query: '?url',
  import: 'default',
});

/** Gives pdf.js the files it asks for by name, from our own build. */
class BinaryFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const find = characterMaps[`/../node_modules/pdfjs-dist/cmaps/${filename}`];
    if (kind !== 'cMapUrl' || find === undefined)
      throw new Error(`${filename} is not among the files of the page`);
    const answer = await fetch(await find());
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** Opens the PDF at an address of this server; `close` ends its worker. @throws KeepsakeError that says why not */
export function openPdf(url: string): { document: Promise<PDFDocumentProxy>; close: () => void } {
  const worker = new PdfWorker();
  GlobalWorkerOptions.workerPort = worker;
  const task = getDocument({
    url,
    rangeChunkSize: rangeBytes,
    disableAutoFetch: true,
    enableXfa: false,
    // The policy of the page lets no WebAssembly run: the decoders there are plain JavaScript (`scripts/pdf-decoders.mjs`).
    useWasm: false,
    wasmUrl: '/assets/',
    useWorkerFetch: false,
    cMapUrl: '/',
    cMapPacked: true,
    BinaryDataFactory: BinaryFiles,
    verbosity: 0,
  });
  const close = () => void task.destroy().then(() => worker.terminate());
  return { document: task.promise.catch(refuse), close };
}

function refuse(error: unknown): never {
  if (error instanceof PasswordException)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'This PDF is protected by a password. Save a copy without one in its own program, and upload that.',
    );
  if (error instanceof Error && /fetch|network|unexpected server/i.test(error.message))
    throw new KeepsakeError('UNAVAILABLE', 'The server cannot be reached, so this PDF could not be read.');
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    'This PDF cannot be shown: it is damaged, or no PDF. Download it and try its own program.',
  );
}

/** The text of a page, as one text. */
export async function textOfPage(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : '')).join('');
}
