/** Where a passage stands, as people say it. */
import type { Citation } from '../../../contract/index.ts';

export function citationInWords(citation: Citation): string {
  const { page, page_label, sheet, cells, slide, notes, chapter, headings } = citation;
  const { line_start, line_end, ocr, message } = citation;
  const said =
    message === undefined
      ? ''
      : new Date(message.time).toLocaleDateString(undefined, { dateStyle: 'medium' });
  const label = page_label === undefined || page_label === String(page) ? '' : ` (${page_label})`;
  const lines = line_end === undefined || line_end === line_start ? 'line' : 'lines';
  const last = lines === 'line' ? '' : `–${line_end}`;
  return [
    message === undefined ? '' : `${message.name ?? message.role}, ${said}`,
    page === undefined ? '' : `page ${page}${label}`,
    sheet === undefined ? '' : `sheet ${sheet}`,
    cells ?? '',
    slide === undefined ? '' : `slide ${slide}${notes ? ', notes' : ''}`,
    chapter ?? '',
    headings?.join(' › ') ?? '',
    line_start === undefined ? '' : `${lines} ${line_start}${last}`,
    ocr ? 'recognised from a picture' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
