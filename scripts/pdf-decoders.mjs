/** Puts pdf.js's picture decoders into the page, in plain JavaScript: the page's policy lets no WebAssembly run. */
import { readFile } from 'node:fs/promises';

/** Faxes and scans (CCITT, JBIG2), and JPEG 2000. Its worker imports them by these names when a page needs one. */
const decoders = ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'];

/** @returns {import('vite').Plugin} */
export function pdfDecoders() {
  return {
    name: 'keepsake:pdf-decoders',
    async generateBundle() {
      for (const name of decoders) {
        const file = new URL(`../node_modules/pdfjs-dist/wasm/${name}`, import.meta.url);
        this.emitFile({ type: 'asset', fileName: `assets/${name}`, source: await readFile(file) });
      }
    },
  };
}
