/** Settings: what was deleted permanently, with the receipts; and deleting something by its ID, or what a key wrote. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Eraser, ReceiptText } from 'lucide-react';
import { useState } from 'react';
import type { Erasure } from '../../../contract/operations/erasure.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { CopyField } from '../parts/facts.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowMain } from '../parts/row.tsx';
import { Status } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { ChooseTarget } from './choose-target.tsx';
import { ReceiptView, SaveReceipt, recordsInWords } from './receipt-view.tsx';
import { useErasures, useReceiptKey } from './queries.ts';
import { kindInWords } from './what-goes.tsx';

export default function Erasures() {
  const { t } = useLingui();
  const erasures = useErasures();
  const receiptKey = useReceiptKey();
  const [opened, setOpened] = useState<Erasure>();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <section>
        <h2>
          <Trans>Permanent deletion</Trans>
        </h2>
        <div className="card row-between">
          <p className="quiet">
            <Trans>
              Deleting elsewhere can be undone. Deleting permanently cannot: every version goes, also from the
              search index and from backups in reach. You find it in the menu of what it is about, or begin
              here.
            </Trans>
          </p>
          <Button icon={Eraser} onClick={() => setChoosing(true)}>
            <Trans>Delete permanently…</Trans>
          </Button>
        </div>
      </section>
      <section>
        <h2>
          <Trans>Receipts</Trans>
        </h2>
        <ListState
          list={erasures}
          empty={
            <EmptyState icon={ReceiptText} title={t`Nothing was deleted permanently yet`}>
              <Trans>
                Each permanent deletion leaves a signed receipt here. It says what went, without saying what
                it was.
              </Trans>
            </EmptyState>
          }
        >
          <ul className="rows">
            {erasures.items.map((erasure) => (
              <ErasureRow key={erasure.id} erasure={erasure} onOpen={() => setOpened(erasure)} />
            ))}
          </ul>
        </ListState>
      </section>
      {receiptKey.data !== undefined && (
        <section>
          <h2>
            <Trans>Checking a receipt</Trans>
          </h2>
          <div className="card">
            <p className="quiet">
              <Trans>
                Whoever has this public key can check a receipt without this server, for years:{' '}
                <code>keepsake receipt verify FILE --key KEY</code>
              </Trans>
            </p>
            <CopyField label={t`Public key of this server`} text={receiptKey.data} />
          </div>
        </section>
      )}
      {choosing && <ChooseTarget onClose={() => setChoosing(false)} />}
      {opened?.signed_receipt !== undefined && (
        <Dialog title={t`Receipt`} onClose={() => setOpened(undefined)}>
          <div className="dialog-body">
            <ReceiptView signed={opened.signed_receipt} />
          </div>
          <div className="dialog-foot">
            <SaveReceipt signed={opened.signed_receipt} />
            <Button look="primary" onClick={() => setOpened(undefined)}>{t`Close`}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function ErasureRow({ erasure, onOpen }: { erasure: Erasure; onOpen: () => void }) {
  const { t } = useLingui();
  const { target, signed_receipt: signed, requested_at } = erasure;
  const kind = kindInWords(target.type);
  return (
    <li>
      <RowMain>
        <strong>{kind}</strong>
        <small>
          <When time={requested_at} />
          {signed !== undefined && ` · ${recordsInWords(signed.receipt)}`}
        </small>
        <small>
          <code>{target.id}</code>
        </small>
      </RowMain>
      {signed === undefined ? (
        <Status tone="busy">{t`Going on`}</Status>
      ) : (
        <Status tone="okay">{t`Done`}</Status>
      )}
      <div className="row-actions">
        {signed !== undefined && (
          <Button look="ghost" aria-label={t`Receipt of ${target.id}`} onClick={onOpen}>
            <Trans>Receipt</Trans>
          </Button>
        )}
      </div>
    </li>
  );
}
