/** Asks what to do when a memory says the same as the one being saved. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { WrittenMemory } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { Banner } from '../parts/status.tsx';

interface SameAlreadyProps {
  readonly same: WrittenMemory;
  readonly isBusy: boolean;
  readonly onChoose: (choice: 'return' | 'keep' | 'supersede') => void;
}

/** It appears below what was typed, so it is brought into sight. */
function showWhole(question: HTMLElement | null): void {
  question?.scrollIntoView({ block: 'nearest' });
}

export function SameAlready({ same, isBusy, onChoose }: SameAlreadyProps) {
  const { t } = useLingui();
  return (
    <fieldset ref={showWhole} className="card aside" aria-label={t`The same is written down already`}>
      <Banner tone="warning">
        <Trans>A memory says the same, or nearly the same. Nothing is saved yet.</Trans>
      </Banner>
      <blockquote dir="auto">{same.content}</blockquote>
      <div className="actions">
        <Button isBusy={isBusy} onClick={() => onChoose('supersede')}>{t`Replace it with mine`}</Button>
        <Button isBusy={isBusy} onClick={() => onChoose('return')}>{t`Keep only that one`}</Button>
        <Button isBusy={isBusy} onClick={() => onChoose('keep')}>{t`Keep both`}</Button>
      </div>
    </fieldset>
  );
}
