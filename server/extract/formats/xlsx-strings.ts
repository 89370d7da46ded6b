/** A workbook's shared texts: hundreds of thousands of them, held as bytes because as strings they would not fit. */
import { streamXml } from './xml.ts';

export interface SharedStrings {
  /** By its number, from 0; undefined when there is none. */
  at(index: number): string | undefined;
}

interface Growing extends SharedStrings {
  add(text: string): void;
}

/** UTF-8 in one buffer, and where each text ends. */
export function createSharedStrings(): Growing {
  let bytes = Buffer.alloc(65_536);
  let ends = new Uint32Array(4_096);
  let count = 0;
  let used = 0;
  return {
    add(text) {
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      const needed = used + text.length * 3;
      if (needed > bytes.length)
        bytes = Buffer.concat([bytes.subarray(0, used)], Math.max(needed, Math.ceil(bytes.length * 1.25)));
      if (count === ends.length) {
        const larger = new Uint32Array(count * 2);
        larger.set(ends);
        ends = larger;
      }
      used += bytes.write(text, used);
      ends[count] = used;
      count += 1;
    },
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= count) return undefined;
      return bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
    },
  };
}

/** Reads `sharedStrings.xml`. Readings of characters (phonetic runs) are no part of a text. @throws Unreadable damaged. */
export async function readSharedStrings(chunks: AsyncIterable<Uint8Array>): Promise<SharedStrings> {
  const strings = createSharedStrings();
  let text = '';
  let inText = false;
  let inReading = false;
  const reading = streamXml(chunks, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') inReading = true;
      else if (name === 't') inText = !inReading;
    },
    close(name) {
      if (name === 'si') strings.add(unescaped(text));
      else if (name === 'rPh') inReading = false;
      else if (name === 't') inText = false;
    },
    text(content) {
      if (inText) text += content;
    },
  });
  for await (const _ of reading);
  return strings;
}

/** Characters that XML cannot hold are written as `_x000D_` (ECMA-376, 22.9.2.19). */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
