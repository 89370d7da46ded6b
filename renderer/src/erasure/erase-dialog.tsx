/** Deletes something permanently: says what goes, asks for its name, waits, and shows the receipt. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import type { ErasedTarget } from '../../../contract/operations/erasure.ts';
import { useChange, useReadAgain } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { AlertDialog, Dialog, Problem } from '../parts/dialog.tsx';
import { Progress } from '../parts/facts.tsx';
import { useErasure, useExtent } from './queries.ts';
import { ReceiptView, SaveReceipt } from './receipt-view.tsx';
import { outOfReach, whatGoes, whatStays } from './what-goes.tsx';

const longestTyped = 60;

interface EraseDialogProps {
  readonly target: ErasedTarget;
  /** What people know it by; typed to confirm, where it is short. */
  readonly name: string;
  readonly onClose: () => void;
  /** Called when the receipt is closed. */
  readonly onErased?: () => void;
}

export function EraseDialog({ target, name, onClose, onErased = () => undefined }: EraseDialogProps) {
  const { t } = useLingui();
  const [begun, setBegun] = useState<string>();
  const extent = useExtent(target);
  const erase = useChange(async () => setBegun((await askFor(target)).id), { inDialog: true });
  if (begun !== undefined) return <Erasing erasureId={begun} onClose={() => (onClose(), onErased())} />;
  // An account is named by who made it, and two may have one name.
  const typed = target.type === 'account' ? target.id : name.trim();
  const isShort = typed !== '' && typed.length <= longestTyped && !typed.includes('\n');
  return (
    <AlertDialog
      title={t`Delete “${shortened(name.trim())}” permanently?`}
      submit={t`Delete permanently`}
      change={erase}
      typed={isShort ? typed : t`delete`}
      onClose={onClose}
    >
      <Lines title={t`What goes, for ever`} lines={whatGoes(target.type, extent.data)} />
      <Lines title={t`What stays`} lines={whatStays(target.type)} />
      <Lines title={t`What Keepsake cannot reach`} lines={outOfReach()} />
      <p className="quiet">
        <Trans>Backups in your folder are rewritten without it. A signed receipt says what was done.</Trans>
      </p>
    </AlertDialog>
  );
}

function askFor(target: ErasedTarget) {
  if (target.type !== 'account') return client.erase({ target, confirm: target.id });
  return client.eraseAccount({ accountId: target.id, confirm: target.id });
}

function shortened(name: string): string {
  const line = name.split('\n')[0] ?? '';
  return line.length <= longestTyped ? line : `${line.slice(0, longestTyped - 1)}…`;
}

export function Lines({ title, lines }: { title: string; lines: readonly ReactNode[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="erasure-lines">
      <strong>{title}</strong>
      <ul>
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** It goes on when the window is closed: the receipt then waits in the list. */
function Erasing({ erasureId, onClose }: { erasureId: string; onClose: () => void }) {
  const { t } = useLingui();
  const erasure = useErasure(erasureId);
  const signed = erasure.data?.signed_receipt;
  const isDone = signed !== undefined;
  const readAgain = useReadAgain();
  // Lists that were read while it went may still show it.
  const close = () => {
    void readAgain();
    onClose();
  };
  return (
    <Dialog title={isDone ? t`Deleted permanently` : t`Deleting permanently…`} onClose={close}>
      <div className="dialog-body">
        <Problem error={erasure.error} />
        {isDone ? (
          <ReceiptView signed={signed} />
        ) : (
          <>
            <Progress label={t`Files are written anew without it`} />
            <p className="quiet">
              <Trans>This goes on when you close the window; the receipt waits under Settings.</Trans>
            </p>
          </>
        )}
      </div>
      <div className="dialog-foot">
        {isDone && <SaveReceipt signed={signed} />}
        <Button look="primary" onClick={close}>{t`Close`}</Button>
      </div>
    </Dialog>
  );
}
