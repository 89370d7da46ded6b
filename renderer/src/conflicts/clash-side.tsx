/** One version of a clash: whether it is in use, what it says, whose it is, and keeping it. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Badge } from '../parts/status.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import type { ClashSide } from './clash.ts';

interface ClashSideCardProps {
  readonly side: ClashSide;
  readonly which: 'current' | 'other';
  readonly decide: {
    readonly isPending: boolean;
    readonly mutate: (take: 'current' | 'other') => void;
  };
  /** What it says. */
  readonly children: ReactNode;
}

export function ClashSideCard({ side, which, decide, children }: ClashSideCardProps) {
  const { t } = useLingui();
  const isCurrent = which === 'current';
  const name = isCurrent ? t`the version in use` : t`the version set aside`;
  return (
    <div className="side">
      <div className="line">
        <Badge tone={isCurrent ? 'okay' : 'plain'}>{isCurrent ? t`In use` : t`Set aside`}</Badge>
      </div>
      {children}
      <small>
        {writerInWords(side.written_by)} · <When time={side.time} />
      </small>
      <Button
        isBusy={decide.isPending}
        aria-label={t`Keep this: ${name}`}
        onClick={() => decide.mutate(which)}
      >
        <Trans>Keep this</Trans>
      </Button>
    </div>
  );
}
