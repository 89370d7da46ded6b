/** Which thing to delete permanently: what a key wrote, or anything by its ID. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAllKeys } from '../keys/queries.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { Select } from '../parts/select.tsx';
import { useProjects } from '../projects/queries.ts';
import { askToErase } from './asking.ts';
import { kindOfId, needsProject, targetOf } from './target.ts';
import { kindInWords } from './what-goes.tsx';

type By = 'key' | 'id';
const everywhere = 'all';

export function ChooseTarget({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const keys = useAllKeys();
  const projects = useProjects();
  const [by, setBy] = useState<By>('key');
  const [keyId, setKeyId] = useState<string>();
  const [id, setId] = useState('');
  const [projectId, setProjectId] = useState(everywhere);
  const [problem, setProblem] = useState<string>();
  const choice = keyId ?? keys.items[0]?.id ?? '';
  const wanted = by === 'key' ? choice : id.trim();
  const kind = kindOfId(wanted);
  const within = projectId === everywhere ? undefined : projectId;
  const proceed = () => {
    if (kind === undefined) return setProblem(t`This is not the whole ID of something that can be deleted.`);
    if (needsProject(kind) && within === undefined) return setProblem(t`Choose the project that it is in.`);
    const key = keys.items.find((one) => one.id === wanted)?.description;
    const project = projects.items.find((one) => one.id === wanted)?.name;
    onClose();
    askToErase({ target: targetOf(kind, wanted, within), name: key ?? project ?? wanted });
  };
  return (
    <FormDialog
      title={t`Delete permanently`}
      submit={t`Go on`}
      change={{ isPending: false, error: undefined, mutate: proceed }}
      onClose={onClose}
    >
      <p className="quiet">
        <Trans>Nothing is deleted yet: the next step says what would go, and asks.</Trans>
      </p>
      <div className="field">
        <SegmentedControl<By>
          label={t`What to delete`}
          value={by}
          options={[
            { value: 'key', label: t`What a key wrote` },
            { value: 'id', label: t`Something by its ID` },
          ]}
          onChange={(next) => (setBy(next), setProblem(undefined))}
        />
      </div>
      {by === 'key' && keys.items.length > 0 && (
        <Select
          label={t`Key`}
          value={choice}
          options={keys.items.map((key) => ({ value: key.id, label: key.description }))}
          onChange={setKeyId}
        />
      )}
      {by === 'key' && keys.items.length === 0 && (
        <p>
          <Trans>There are no keys, so nothing was written with one.</Trans>
        </p>
      )}
      {by === 'id' && (
        <TextField
          label={t`ID`}
          value={id}
          required
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          placeholder="mem_01…"
          error={problem}
          hint={
            kind === undefined
              ? t`Of a memory, value, conversation, message, document, file or project.`
              : kindInWords(kind)
          }
          onChange={({ target }) => (setId(target.value), setProblem(undefined))}
        />
      )}
      {(by === 'key' || (kind !== undefined && needsProject(kind))) && (
        <Select
          label={t`In`}
          value={projectId}
          options={[
            { value: everywhere, label: by === 'key' ? t`All projects` : t`Choose a project` },
            ...projects.items.map((project) => ({ value: project.id, label: project.name })),
          ]}
          onChange={(next) => (setProjectId(next), setProblem(undefined))}
        />
      )}
      {by === 'key' && problem !== undefined && <p className="problem">{problem}</p>}
    </FormDialog>
  );
}
