/** The manuals' passages as the server indexes them, for engines that are compared with it and for fitting. */
import { createExtractor } from '../../server/extract/index.ts';
import { readManual, type Manual } from './manuals.ts';

export interface ManualPiece {
  readonly text: string;
  readonly page: number;
  readonly headings: readonly string[];
}

export interface ManualPieces {
  readonly manual: Manual;
  /** Inside the file. */
  readonly title: string | undefined;
  readonly pieces: readonly ManualPiece[];
}

export async function readPieces(folder: string, manuals: readonly Manual[]): Promise<ManualPieces[]> {
  const extractor = createExtractor();
  const read: ManualPieces[] = [];
  try {
    for (const manual of manuals) {
      const bytes = readManual(folder, manual);
      const content = (async function* () {
        yield await Promise.resolve(bytes);
      })();
      const name = `${manual.name}.pdf`;
      const extraction = await extractor.extract({ content, size: bytes.length, name });
      if (extraction.state === 'error') throw new Error(`${name} was not read: ${extraction.reason}`);
      const pieces = extraction.pieces.map(({ text, place }) => ({
        text,
        page: place.page ?? 0,
        headings: place.headings ?? [],
      }));
      read.push({ manual, title: extraction.title, pieces });
    }
  } finally {
    await extractor.close();
  }
  return read;
}
