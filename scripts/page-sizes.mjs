/** Says how large the page is when it is built: the script of every visit, and the parts that are loaded later. */
import process from 'node:process';
import { gzipSync } from 'node:zlib';

/** @returns {import('vite').Plugin} */
export function sizes() {
  return {
    name: 'keepsake-sizes',
    writeBundle(_options, bundle) {
      const chunks = new Map(
        Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one]] : [])),
      );
      /** @type {Set<string>} */
      const first = new Set();
      /** @param {string} name */
      const add = (name) => {
        if (first.has(name)) return;
        first.add(name);
        chunks.get(name)?.imports.forEach(add);
      };
      for (const { fileName, isEntry } of chunks.values()) if (isEntry) add(fileName);
      const later = [...chunks.keys()].filter((name) => !first.has(name));
      /** @param {Iterable<string>} names */
      const size = (names) => {
        const bytes = [...names].map((name) => gzipSync(chunks.get(name)?.code ?? '').length);
        return `${(bytes.reduce((sum, one) => sum + one, 0) / 1024).toFixed(0)} KB`;
      };
      process.stdout.write(
        `page: ${size(first)} of script at first (gzip), ${size(later)} in ${later.length} parts later\n`,
      );
    },
  };
}
