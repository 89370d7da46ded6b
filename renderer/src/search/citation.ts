/** Where a passage stands, as people say it, and how it is cited elsewhere. */
import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import type { Citation } from '../../../contract/index.ts';

/** @returns such as `page 3 · Heating › Boiler`; empty for a memory */
export function citationInWords(citation: Citation): string {
  const { sheet, cells, chapter, headings, ocr, message } = citation;
  return [
    message === undefined ? '' : spoken(message),
    pageInWords(citation),
    sheet === undefined ? '' : t`sheet ${sheet}`,
    cells ?? '',
    slideInWords(citation),
    chapter ?? '',
    headings?.join(' › ') ?? '',
    linesInWords(citation),
    ocr === true ? t`recognised from a picture` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function spoken({ name, role, time }: NonNullable<Citation['message']>): string {
  const day = i18n.date(new Date(time), { dateStyle: 'medium' });
  return `${name ?? role}, ${day}`;
}

function pageInWords({ page, page_label: label }: Citation): string {
  if (page === undefined) return '';
  return label === undefined || label === String(page) ? t`page ${page}` : t`page ${page} (${label})`;
}

function slideInWords({ slide, notes }: Citation): string {
  if (slide === undefined) return '';
  return notes === true ? t`slide ${slide}, notes` : t`slide ${slide}`;
}

function linesInWords({ line_start: first, line_end: last }: Citation): string {
  if (first === undefined) return '';
  return last === undefined || last === first ? t`line ${first}` : t`lines ${first}–${last}`;
}

/** One line that says where something stands, with the link that opens it. */
export function citationOf(title: string, place: string, link: string): string {
  return `${[title, place].filter((part) => part !== '').join(' · ')} <${link}>`;
}
