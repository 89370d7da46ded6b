/** Takes back a client's access, which cannot be undone. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Key } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { When } from '../parts/words.tsx';
import { ProjectNames } from './key-facts.tsx';

export function RevokeKey({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const { t } = useLingui();
  const { description, last_used_at } = apiKey;
  const revoke = useChange(
    async () => {
      await client.revokeKey({ keyId: apiKey.id });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <AlertDialog title={t`Revoke “${description}”?`} submit={t`Revoke`} change={revoke} onClose={onClose}>
      <p>
        <Trans>
          Every client that uses this key is refused from its next request on. It loses{' '}
          <ProjectNames apiKey={apiKey} />.
        </Trans>
      </p>
      <p>
        {last_used_at === null ? (
          <Trans>Nothing stops working: the key was never used.</Trans>
        ) : (
          <Trans>
            It was last used <When time={last_used_at} />.
          </Trans>
        )}
      </p>
      <p>
        <Trans>What it wrote stays, and so does its history. A revoked key cannot be brought back.</Trans>
      </p>
    </AlertDialog>
  );
}
