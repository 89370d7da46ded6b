/** Where backups go, how often they are made, how many are kept, and what opens them. */
import { plural, t as say } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { KeepsakeError } from '../../../contract/index.ts';
import type { BackupSettings } from '../../../contract/operations/backups.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Select } from '../parts/select.tsx';

const usualHours = [1, 6, 24, 168];
const shortest = 12;
type OpenedBy = 'same' | 'passphrase' | 'identity';

/** @param now hours between two backups as they are set, if they are */
export function everyChoices(now: number | undefined): { value: string; label: string }[] {
  const hours = [...new Set([...usualHours, ...(now === undefined ? [] : [now])])].sort((a, b) => a - b);
  return [
    ...hours.map((one) => ({ value: String(one), label: hoursInWords(one) })),
    { value: 'never', label: say`Only when I ask` },
  ];
}

function hoursInWords(hours: number): string {
  if (hours === 24) return say`every day`;
  if (hours % 24 === 0) return plural(hours / 24, { one: 'every day', other: 'every # days' });
  return plural(hours, { one: 'every hour', other: 'every # hours' });
}

export function BackupForm({ settings, onClose }: { settings: BackupSettings; onClose: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const isNew = settings.folder === undefined;
  const [folder, setFolder] = useState(settings.folder ?? '');
  const [every, setEvery] = useState(isNew ? '24' : String(settings.every_hours ?? 'never'));
  const [keep, setKeep] = useState(String(settings.keep));
  const [by, setBy] = useState<OpenedBy>(isNew ? 'passphrase' : 'same');
  const [secret, setSecret] = useState({ passphrase: '', again: '', recipient: '' });
  const save = useChange(
    async () => {
      if (by === 'passphrase' && secret.passphrase !== secret.again)
        throw new KeepsakeError(
          'VALIDATION_ERROR',
          t`The two passphrases differ. Type the second one again.`,
        );
      await client.setBackupSettings({
        folder: folder.trim(),
        keep: Number(keep),
        ...(every === 'never' ? {} : { every_hours: Number(every) }),
        ...(by === 'passphrase' ? { passphrase: secret.passphrase } : {}),
        ...(by === 'identity' ? { recipients: [secret.recipient.trim()] } : {}),
      });
      onClose();
      show(t`Saved. Backups go to ${folder.trim()}.`);
    },
    { inDialog: true },
  );
  const ways: { value: OpenedBy; label: string }[] = [
    { value: 'passphrase', label: isNew ? t`A passphrase` : t`A new passphrase` },
    { value: 'identity', label: t`An age identity` },
  ];
  return (
    <FormDialog
      title={isNew ? t`Set up backups` : t`Change backups`}
      submit={t`Save`}
      change={save}
      onClose={onClose}
    >
      <TextField
        label={t`Folder`}
        hint={t`A full path on the computer of the server. It is made if it is missing.`}
        value={folder}
        required
        maxLength={4_000}
        dir="ltr"
        spellCheck={false}
        placeholder="/media/disk/keepsake"
        onChange={({ target }) => setFolder(target.value)}
      />
      <div className="two-fields">
        <Select
          label={t`Made`}
          value={every}
          options={everyChoices(settings.every_hours)}
          onChange={setEvery}
        />
        <TextField
          label={t`How many are kept`}
          type="number"
          min={1}
          max={1_000}
          required
          value={keep}
          onChange={({ target }) => setKeep(target.value)}
        />
      </div>
      <div className="field">
        <span className="label">
          <Trans>What opens them</Trans>
        </span>
        <div>
          <SegmentedControl<OpenedBy>
            label={t`What opens them`}
            value={by}
            options={isNew ? ways : [{ value: 'same', label: t`As it is` }, ...ways]}
            onChange={setBy}
          />
        </div>
      </div>
      <Secret by={by} secret={secret} onChange={setSecret} />
    </FormDialog>
  );
}

interface SecretFields {
  readonly passphrase: string;
  readonly again: string;
  readonly recipient: string;
}

function Secret({
  by,
  secret,
  onChange,
}: {
  by: OpenedBy;
  secret: SecretFields;
  onChange: (secret: SecretFields) => void;
}) {
  const { t } = useLingui();
  if (by === 'same') return null;
  if (by === 'identity')
    return (
      <TextField
        label={t`Public key`}
        hint={t`Of an identity that you keep, made with age-keygen. Keepsake never sees the private part.`}
        value={secret.recipient}
        required
        pattern="age1[02-9ac-hj-np-z]{58}"
        title={t`begins with age1 and has 62 characters`}
        dir="ltr"
        spellCheck={false}
        placeholder="age1…"
        onChange={({ target }) => onChange({ ...secret, recipient: target.value })}
      />
    );
  const differs = secret.again !== '' && !secret.passphrase.startsWith(secret.again);
  return (
    <>
      <TextField
        label={t`Passphrase`}
        type="password"
        autoComplete="new-password"
        hint={t`At least 12 characters. Keepsake does not keep it.`}
        value={secret.passphrase}
        required
        minLength={shortest}
        maxLength={1_000}
        onChange={({ target }) => onChange({ ...secret, passphrase: target.value })}
      />
      <TextField
        label={t`The same again`}
        type="password"
        autoComplete="new-password"
        error={differs ? t`This differs from the first one.` : undefined}
        value={secret.again}
        required
        onChange={({ target }) => onChange({ ...secret, again: target.value })}
      />
      <p className="quiet">
        <Trans>
          Write it down and keep it apart from this computer. Whoever loses both the passphrase and the
          computer loses the backups.
        </Trans>
      </p>
    </>
  );
}
