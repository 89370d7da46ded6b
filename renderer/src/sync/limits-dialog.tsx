/** How fast a link may be, and whether what it sends and receives costs by volume. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Checkbox } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Select } from '../parts/select.tsx';
import { sizeInWords } from '../parts/words.tsx';

const speeds = [64, 256, 1_024, 4_096].map((kilobytes) => kilobytes * 1_024);

export function LimitsDialog({ link, onClose }: { link: SyncState; onClose: () => void }) {
  const { t } = useLingui();
  const { id: linkId, bytes_per_second: before } = link;
  const [most, setMost] = useState(before === null ? '' : String(before));
  const [metered, setMetered] = useState(link.metered);
  const [all, setAll] = useState(link.all);
  const save = useChange(
    async () => {
      const bytes_per_second = most === '' ? null : Number(most);
      await client.updateLink({ linkId, metered, all, bytes_per_second });
      onClose();
    },
    { inDialog: true },
  );
  const choices = [...new Set([...speeds, ...(before === null ? [] : [before])])].toSorted((a, b) => a - b);
  return (
    <FormDialog title={t`Limits`} submit={t`Save`} change={save} onClose={onClose}>
      <Select
        label={t`Speed`}
        value={most}
        options={[
          { value: '', label: t`As fast as it goes` },
          ...choices.map((bytes) => {
            const size = sizeInWords(bytes);
            return { value: String(bytes), label: t`${size} a second at most` };
          }),
        ]}
        onChange={setMost}
      />
      <Checkbox label={t`The connection costs by volume`} isChecked={metered} onChange={setMetered} />
      <p className="quiet">
        <Trans>The server is then asked seldom, so news of other devices come later.</Trans>
      </p>
      <Checkbox label={t`Link projects that are new on either side`} isChecked={all} onChange={setAll} />
    </FormDialog>
  );
}
