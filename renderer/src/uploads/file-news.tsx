/** Tells of the files that the app itself uploads, and reads the lists again when they are there. */
import { t } from '@lingui/core/macro';
import { useEffect } from 'react';
import { KeepsakeError, isErrorCode } from '../../../contract/index.ts';
import { useAbilities, type FileEvent } from '../data/abilities.ts';
import { useReadAgain } from '../data/change.ts';
import { useLatest } from '../data/registry.ts';
import { useNotices } from '../parts/notices.tsx';

export function FileNews() {
  const abilities = useAbilities();
  const readAgain = useReadAgain();
  const { show, showError } = useNotices();
  const heard = useLatest((event: FileEvent) => {
    if (event.state === 'failed')
      showError(
        new KeepsakeError(
          isErrorCode(event.code) ? event.code : 'INTERNAL',
          `${event.name}: ${event.message}`,
        ),
      );
    if (event.state === 'done') {
      show(t`Added “${event.name}”.`);
      void readAgain();
    }
  });
  useEffect(() => abilities?.onFiles(heard), [abilities, heard]);
  return null;
}
