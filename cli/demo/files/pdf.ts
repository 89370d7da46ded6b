/** PDF files of plain pages: a section begins a page, in Helvetica, which every reader has. */
import type { Section } from './text.ts';

const lineLength = 88;
const top = 770;
const leading = 15;

/** Texts in WinAnsi's ASCII part. */
export function pdfFile(title: string, sections: readonly Section[]): Uint8Array {
  const pages = sections.map(({ heading, paragraphs }, at) =>
    pageOf(at === 0 ? title : undefined, heading, paragraphs, at + 1),
  );
  const pageId = (at: number) => 4 + 2 * at;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${pageId(at)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageId(at) + 1} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  return Buffer.from(assemble(objects), 'latin1');
}

function pageOf(
  title: string | undefined,
  heading: string,
  paragraphs: readonly string[],
  number: number,
): string {
  const lines: string[] = [];
  let y = top;
  const write = (text: string, size: number) => {
    lines.push(`BT /F1 ${size} Tf 1 0 0 1 60 ${y} Tm (${escapeText(text)}) Tj ET`);
    y -= leading + (size > 12 ? size : 0);
  };
  if (title !== undefined) write(title, 20);
  write(heading, 15);
  for (const paragraph of paragraphs) {
    for (const line of wrap(paragraph)) write(line, 11);
    y -= leading / 2;
  }
  lines.push(`BT /F1 9 Tf 1 0 0 1 290 40 Tm (${number}) Tj ET`);
  return lines.join('\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= lineLength) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\()]/g, (character) => `\\${character}`);
}

function assemble(objects: readonly string[]): string {
  let file = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}
