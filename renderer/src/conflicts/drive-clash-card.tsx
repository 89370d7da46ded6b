/** One clash of the drive: two files that were one, either of which can be opened, or what two devices said about one file. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FileText } from 'lucide-react';
import type { DriveClash } from '../../../contract/operations/sync-clashes.ts';
import { useItem } from '../drive/queries.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { ClashSideCard } from './clash-side.tsx';
import { fieldsOf, sizeOfSide, titleOf, type ClashSide } from './clash.ts';
import { useDecidingOfDrive } from './deciding.ts';
import { SideFields } from './side-fields.tsx';

export function DriveClashCard({ clash }: { clash: DriveClash }) {
  const { t } = useLingui();
  const item = useItem(clash.item_id);
  const decide = useDecidingOfDrive(clash);
  const { current, other, copy_id } = clash;
  const title = item.data?.name ?? titleOf(clash);
  return (
    <article className="card conflict" aria-label={title}>
      <div className="line">
        <h2 dir="auto">{title}</h2>
        <small>
          <Trans>Document Drive</Trans>
        </small>
      </div>
      <div className="sides">
        {current !== null && (
          <ClashSideCard side={current} which="current" decide={decide}>
            <WhatOf clash={clash} side={current} which="current" />
          </ClashSideCard>
        )}
        {other !== null && (
          <ClashSideCard side={other} which="other" decide={decide}>
            <WhatOf clash={clash} side={other} which="other" />
          </ClashSideCard>
        )}
      </div>
      <div className="form-foot">
        {copy_id !== null && (
          <Button isBusy={decide.isPending} onClick={() => decide.mutate('both')}>
            {t`Keep both`}
          </Button>
        )}
      </div>
    </article>
  );
}

interface SideProps {
  readonly clash: DriveClash;
  readonly side: ClashSide;
  readonly which: 'current' | 'other';
}

/** The file itself, or what was said about it. */
function WhatOf({ clash, side, which }: SideProps) {
  const file = which === 'current' ? clash.item_id : clash.copy_id;
  if (clash.kind !== 'item' || file === null) return <SideFields fields={fieldsOf(clash)} which={which} />;
  return <FileOf id={file} size={sizeOfSide(side)} />;
}

/** Its name as it is by now, which opens it. */
function FileOf({ id, size }: { id: string; size: number | undefined }) {
  const { data } = useItem(id);
  const href = hashOf({ page: 'preview', of: { itemId: id } });
  return (
    <p className="with-icon">
      <FileText size={16} strokeWidth={1.5} aria-hidden="true" />
      <span>
        <a href={href} dir="auto">
          {data?.name ?? <Trans>This file is not here any more.</Trans>}
        </a>
        {size !== undefined && <small> {sizeInWords(size)}</small>}
      </span>
    </p>
  );
}
