/** Opens pdf.js in a process without a screen, with what it needs read from its own package. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { getDocument, PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

export type { PDFDocumentProxy };

// The minified build loads in half the time.
const names = {
  library: 'pdfjs-dist/legacy/build/pdf.min.mjs',
  worker: 'pdfjs-dist/legacy/build/pdf.worker.min.mjs',
} as const;

/** Opens a document; takes `bytes` over. @throws pdf.js's own errors, told by their `name`. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  // Only drawing uses these; without stand-ins the library would look for a native canvas.
  for (const name of ['DOMMatrix', 'Path2D', 'ImageData'])
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: class {} });
  // The worker's module makes itself known globally, and pdf.js then runs it in this thread.
  await import(names.worker);
  const library = (await import(names.library)) as { getDocument: typeof getDocument };
  const assets = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = library.getDocument({
    data: bytes,
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    cMapUrl: `${assets}/cmaps/`,
    standardFontDataUrl: `${assets}/standard_fonts/`,
  });
  // No password is ever known here; a document that opens with the empty one does so without asking.
  return task.promise;
}
