/** The first thing to remember: a sentence, or a document. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';
import { Step } from './step.tsx';

interface FirstMemoryProps {
  readonly isDone: boolean;
  /** The oldest one; one is made when there is none. */
  readonly project: Project | undefined;
}

export function FirstMemory({ isDone, project }: FirstMemoryProps) {
  const { t } = useLingui();
  const [content, setContent] = useState('');
  const add = useChange(
    async () => {
      const projectId = project?.id ?? (await client.createProject({ name: t`Personal` })).id;
      await client.addMemory({ projectId, content: content.trim() });
      setContent('');
    },
    { inDialog: true },
  );
  const name = project?.name ?? t`Personal`;
  return (
    <Step number={3} title={t`Add something to remember`} isDone={isDone}>
      <form
        className="one-line"
        onSubmit={(event) => (event.preventDefault(), add.isPending || add.mutate(undefined))}
      >
        <TextField
          label={t`A rule or fact that every AI tool should know`}
          value={content}
          required
          maxLength={2_000}
          autoComplete="off"
          placeholder={t`Invoices go out on the 5th of the month.`}
          onChange={({ target }) => setContent(target.value)}
        />
        <Button type="submit" look={isDone ? 'secondary' : 'primary'} isBusy={add.isPending}>
          <Trans>Remember</Trans>
        </Button>
      </form>
      <Problem error={add.error} />
      <p className="quiet">
        {isDone ? (
          <Trans>Kept in “{name}”. AI clients with a key for it find it from now on.</Trans>
        ) : (
          <Trans>It is kept in “{name}”.</Trans>
        )}{' '}
        {project !== undefined && (
          <a href={hashOf({ page: 'project', projectId: project.id, section: 'documents' })}>
            <Trans>Add documents</Trans>
          </a>
        )}
      </p>
    </Step>
  );
}
