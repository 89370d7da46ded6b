/** The stages of an upload in words. */
import { t } from '@lingui/core/macro';
import type { Upload } from './queue.ts';

export function stageInWords(stage: Upload['stage']): string {
  switch (stage) {
    case 'waiting':
      return t`Waiting`;
    case 'hashing':
      return t`Checking`;
    case 'asking':
      return t`Waiting for your answer`;
    case 'uploading':
      return t`Uploading`;
    case 'paused':
      return t`Paused`;
    case 'storing':
      return t`Storing`;
    case 'indexing':
      return t`Being read`;
    case 'done':
      return t`Uploaded`;
    case 'failed':
      return t`Not uploaded`;
  }
}
