/** What parts of a file are called: a page, a slide, its notes, a sheet, a chapter. */
import { useLingui } from '@lingui/react/macro';
import type { Citation } from '../../../contract/index.ts';

export function usePartNames(): (citation: Citation) => string {
  const { t } = useLingui();
  return ({ page, page_label: label, slide, notes, sheet, chapter }) => {
    if (page !== undefined) return label === undefined ? t`Page ${page}` : t`Page ${label}`;
    if (slide !== undefined) return notes === true ? t`Notes of slide ${slide}` : t`Slide ${slide}`;
    if (sheet !== undefined) return t`Sheet ${sheet}`;
    return chapter ?? '';
  };
}
