/** How documents stand, in words. */
import { useLingui } from '@lingui/react/macro';
import type { Document } from '../../../contract/index.ts';

export function useStateWords(): Record<Document['status'], string> {
  const { t } = useLingui();
  return { pending: t`Waiting`, running: t`Reading`, okay: t`Ready`, error: t`Not readable` };
}
