/** Gives a key a new secret; the old one goes on for a while, so that nothing stops in between. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { CreatedKey, Key } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { Select } from '../parts/select.tsx';
import { SecretShownOnce } from './secret-shown-once.tsx';

type Overlap = '0' | '600' | '3600' | '86400';

export function RotateKey({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const { t } = useLingui();
  const [overlap, setOverlap] = useState<Overlap>('600');
  const [rotated, setRotated] = useState<CreatedKey>();
  const { description, id } = apiKey;
  const rotate = useChange(
    async () => setRotated(await client.rotateKey({ keyId: id, overlap_seconds: Number(overlap) })),
    { inDialog: true },
  );
  if (rotated !== undefined) return <SecretShownOnce created={rotated} onClose={onClose} />;
  const options: { value: Overlap; label: string }[] = [
    { value: '0', label: t`ends at once` },
    { value: '600', label: t`is accepted for 10 minutes` },
    { value: '3600', label: t`is accepted for an hour` },
    { value: '86400', label: t`is accepted for a day` },
  ];
  return (
    <FormDialog
      title={t`Rotate the secret of “${description}”`}
      submit={t`Generate`}
      change={rotate}
      onClose={onClose}
    >
      <p className="prose">
        <Trans>
          The key stays the same: its projects, its history and its place in this list. Only its secret is
          new, and is shown once.
        </Trans>
      </p>
      <Select label={t`The old secret`} value={overlap} options={options} onChange={setOverlap} />
    </FormDialog>
  );
}
