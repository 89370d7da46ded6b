/** A new secret: shown this once, copied, acknowledged, and gone from the clipboard a minute later. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { CreatedKey } from '../../../contract/index.ts';
import { Configuration } from '../connect/configuration.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useForgetting } from './forgetting.ts';

export function SecretShownOnce({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const { t } = useLingui();
  const { secret = '', description, endpoint_url } = created;
  const copied = useForgetting(secret);
  return (
    <Dialog title={t`The secret, shown this once`} onClose={onClose} mustAnswer isWide>
      <div className="dialog-body">
        <p>
          <Trans>Copy it now. Keepsake keeps only a fingerprint of it and cannot show it again.</Trans>
        </p>
        <div className="secret" onCopy={copied}>
          <code dir="ltr">{secret}</code>
          <span onClickCapture={copied}>
            <CopyButton text={secret} label={t`Copy secret`} />
          </span>
        </div>
        <p className="quiet">
          <Trans>A minute after copying, it is taken out of the clipboard again.</Trans>
        </p>
        <h3>
          <Trans>Connect the client</Trans>
        </h3>
        <Configuration description={description} endpointUrl={endpoint_url} />
      </div>
      <div className="dialog-foot">
        <Button look="primary" onClick={onClose}>
          <Trans>I have copied it</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
