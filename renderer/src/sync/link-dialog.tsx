/** Asks for what a link is made of: the server's address, a token, a name for this computer, and what is kept there. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';

type Scope = 'all' | 'chosen';

export function LinkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [to, setTo] = useState({ url: '', token: '', device_name: '' });
  const [scope, setScope] = useState<Scope>('all');
  const set = (part: Partial<typeof to>) => setTo({ ...to, ...part });
  const create = useChange(
    async () => {
      const { url, token, device_name } = to;
      await client.createLink({
        url: url.trim(),
        token: token.trim(),
        device_name: device_name.trim(),
        all: scope === 'all',
      });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Link to a server`} submit={t`Link`} change={create} onClose={onClose}>
      <TextField
        label={t`Address`}
        hint={t`It begins with https, unless the server runs on this computer.`}
        value={to.url}
        required
        type="url"
        placeholder="https://memory.example"
        autoComplete="off"
        onChange={({ target }) => set({ url: target.value })}
      />
      <TextField
        label={t`Personal access token`}
        hint={t`Made on that server, under Team, “Your tokens”. It has to be allowed to write, and is kept in the keychain.`}
        type="password"
        value={to.token}
        required
        autoComplete="off"
        onChange={({ target }) => set({ token: target.value })}
      />
      <TextField
        label={t`Name of this computer`}
        hint={t`So that you and your team can tell devices apart.`}
        value={to.device_name}
        required
        maxLength={100}
        placeholder={t`Laptop`}
        autoComplete="off"
        onChange={({ target }) => set({ device_name: target.value })}
      />
      <SegmentedControl<Scope>
        label={t`What is kept there`}
        value={scope}
        options={[
          { value: 'all', label: t`All projects` },
          { value: 'chosen', label: t`Projects I choose` },
        ]}
        onChange={setScope}
      />
      <p className="quiet">
        {scope === 'all' ? (
          <Trans>Those of both sides, also those that are made later.</Trans>
        ) : (
          <Trans>Nothing is sent or brought here until you choose it.</Trans>
        )}
      </p>
    </FormDialog>
  );
}
