/** A link or token that is shown this once: copied, acknowledged, and gone from the clipboard a minute later. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useForgetting } from '../keys/forgetting.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';

interface ShownOnceProps {
  readonly title: string;
  readonly secret: string;
  /** What to do with it. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

export function ShownOnce({ title, secret, children, onClose }: ShownOnceProps) {
  return (
    <Dialog title={title} onClose={onClose} mustAnswer isWide>
      <div className="dialog-body">
        <Secret secret={secret}>{children}</Secret>
      </div>
      <div className="dialog-foot">
        <Button look="primary" onClick={onClose}>
          <Trans>I have copied it</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

/** The same where no dialog is open. */
export function Secret({ secret, children }: { secret: string; children: ReactNode }) {
  const { t } = useLingui();
  const copied = useForgetting(secret);
  return (
    <>
      <p>{children}</p>
      <div className="secret" onCopy={copied}>
        <code dir="ltr">{secret}</code>
        <span onClickCapture={copied}>
          <CopyButton text={secret} label={t`Copy`} />
        </span>
      </div>
      <p className="quiet">
        <Trans>Keepsake keeps only a fingerprint of it and cannot show it again.</Trans>
      </p>
    </>
  );
}
