/** Makes a key for an AI client: which projects it reaches, what it may do, and until when. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { CreatedKey } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { Checkbox, SegmentedControl } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Select } from '../parts/select.tsx';
import { useProjects } from '../projects/queries.ts';
import { expiryOf, type Expiry } from './expiry.ts';
import { ProjectChoice } from './project-choice.tsx';
import { SecretShownOnce } from './secret-shown-once.tsx';

interface NewKeyProps {
  /** Chosen already: the project that is open. */
  readonly projectId: string | undefined;
  readonly onClose: () => void;
}

interface Wish {
  readonly description: string;
  /** The default one first. */
  readonly projects: readonly string[];
  readonly scope: 'read' | 'write';
  readonly expiry: Expiry;
  /** As the date field gives it. */
  readonly date: string;
  readonly isReviewed: boolean;
}

export function NewKey({ projectId, onClose }: NewKeyProps) {
  const { t } = useLingui();
  const newest = useProjects().items[0]?.id;
  const { showError } = useNotices();
  const [created, setCreated] = useState<CreatedKey>();
  const [wish, setWish] = useState<Wish>({
    description: '',
    projects: [projectId ?? newest].filter((id) => id !== undefined),
    scope: 'write',
    expiry: 'never',
    date: '',
    isReviewed: false,
  });
  const create = useChange(
    async () => {
      const made = await generate(wish);
      // The key is made and its secret must be shown, whatever becomes of the rest.
      if (wish.isReviewed && wish.scope === 'write')
        await client.setKeyReview({ keyId: made.id, required: true }).catch(showError);
      setCreated(made);
    },
    { inDialog: true },
  );
  if (created !== undefined) return <SecretShownOnce created={created} onClose={onClose} />;
  const change = (part: Partial<Wish>) => setWish({ ...wish, ...part });
  return (
    <FormDialog title={t`Add MCP Server`} submit={t`Generate`} change={create} onClose={onClose}>
      <TextField
        label={t`Which client will use it?`}
        value={wish.description}
        onChange={({ target }) => change({ description: target.value })}
        required
        maxLength={200}
        autoComplete="off"
        placeholder={t`Cursor on my laptop`}
      />
      <ProjectChoice chosen={wish.projects} onChange={(projects) => change({ projects })} />
      <Scope wish={wish} change={change} />
      <Ends wish={wish} change={change} />
    </FormDialog>
  );
}

function generate({ description, projects, scope, expiry, date }: Wish): Promise<CreatedKey> {
  const [first] = projects;
  return client.createKey({
    description,
    scope,
    expires_at: expiryOf(expiry, date, new Date()),
    project_ids: [...projects],
    ...(first === undefined ? {} : { default_project_id: first }),
  });
}

interface PartProps {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}

function Scope({ wish: { scope, isReviewed }, change }: PartProps) {
  const { t } = useLingui();
  return (
    <div className="field">
      <span className="label">
        <Trans>It may</Trans>
      </span>
      <SegmentedControl
        label={t`It may`}
        value={scope}
        options={[
          { value: 'write', label: t`read and write` },
          { value: 'read', label: t`only read` },
        ]}
        onChange={(next) => change({ scope: next })}
      />
      {scope === 'write' && (
        <Checkbox
          label={t`What it writes waits for my review`}
          isChecked={isReviewed}
          onChange={(next) => change({ isReviewed: next })}
        />
      )}
    </div>
  );
}

function Ends({ wish: { expiry, date }, change }: PartProps) {
  const { t } = useLingui();
  // Swedish writes dates as the field wants them: 2026-11-21.
  const [today] = useState(() => new Date().toLocaleDateString('sv'));
  const options: { value: Expiry; label: string }[] = [
    { value: 'never', label: t`never` },
    { value: '30', label: t`in 30 days` },
    { value: '90', label: t`in 90 days` },
    { value: '365', label: t`in a year` },
    { value: 'date', label: t`on a day` },
  ];
  return (
    <div className="pair">
      <Select
        label={t`Ends`}
        value={expiry}
        options={options}
        onChange={(next) => change({ expiry: next })}
      />
      {expiry === 'date' && (
        <TextField
          label={t`Last day`}
          type="date"
          min={today}
          value={date}
          required
          onChange={({ target }) => change({ date: target.value })}
        />
      )}
    </div>
  );
}
