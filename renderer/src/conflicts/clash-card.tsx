/** One clash: both versions beside each other with what each changed, and what can be done about it. */
import { useLingui } from '@lingui/react/macro';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { Button } from '../parts/button.tsx';
import { ClashSideCard } from './clash-side.tsx';
import { fieldsOf, titleOf, writableOf } from './clash.ts';
import { useDeciding } from './deciding.ts';
import { SideFields } from './side-fields.tsx';
import { WriteClash } from './write-clash.tsx';

interface ClashCardProps {
  readonly clash: SyncClash;
  readonly project: string;
}

export function ClashCard({ clash, project }: ClashCardProps) {
  const { t } = useLingui();
  const [isWriting, setWriting] = useState(false);
  const decide = useDeciding(clash);
  const title = titleOf(clash);
  const { current, other, kind } = clash;
  return (
    <article className="card conflict" aria-label={title}>
      <div className="line">
        <h2 dir="auto">{title}</h2>
        <small>{project}</small>
      </div>
      <div className="sides">
        {current !== null && (
          <ClashSideCard side={current} which="current" decide={decide}>
            <SideFields fields={fieldsOf(clash)} which="current" />
          </ClashSideCard>
        )}
        {other !== null && (
          <ClashSideCard side={other} which="other" decide={decide}>
            <SideFields fields={fieldsOf(clash)} which="other" />
          </ClashSideCard>
        )}
      </div>
      <div className="form-foot">
        {kind === 'memory' && other !== null && other.status === 'active' && (
          <Button isBusy={decide.isPending} onClick={() => decide.mutate('both')}>
            {t`Keep both`}
          </Button>
        )}
        {writableOf(clash) !== undefined && (
          <Button icon={Pencil} onClick={() => setWriting(true)}>{t`Write it anew`}</Button>
        )}
      </div>
      {isWriting && <WriteClash clash={clash} onClose={() => setWriting(false)} />}
    </article>
  );
}
