/** Branches: changes tried aside from the main line, compared with it, merged into it or put away. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { GitBranch, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { AlertDialog, FormDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { TextField } from '../parts/fields.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { RowMain } from '../parts/row.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { BranchDetail } from './branch-detail.tsx';
import { useBranches } from './queries.ts';

interface BranchesViewProps {
  readonly projectId: string;
  /** The name of the branch that is open. */
  readonly open: string | undefined;
  readonly onOpen: (branch: string | undefined) => void;
}

export function BranchesView({ projectId, open, onOpen }: BranchesViewProps) {
  const { t } = useLingui();
  const branches = useBranches(projectId);
  const [isCreating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<string>();
  if (open !== undefined)
    return <BranchDetail key={open} projectId={projectId} branch={open} onClose={() => onOpen(undefined)} />;
  const create = (
    <Button look="primary" icon={Plus} onClick={() => setCreating(true)}>{t`Create branch`}</Button>
  );
  return (
    <>
      {branches.items.length > 0 && (
        <div className="toolbar">
          <output className="summary">
            <Plural value={branches.items.length} one="# branch" other="# branches" />
          </output>
          {create}
        </div>
      )}
      <ListState
        list={branches}
        empty={
          <EmptyState icon={GitBranch} title={t`No branches`} action={create}>
            <Trans>
              On a branch, memories and values change without anybody recalling them. Merge it when it is
              good, or delete it.
            </Trans>
          </EmptyState>
        }
      >
        <ul className="rows">
          {branches.items.map(({ id, name, base_seq, message, created_by, created_at }) => (
            <li key={id}>
              <RowMain>
                <strong className="name">{name}</strong>
                {message !== undefined && (
                  <p className="text" dir="auto">
                    {message}
                  </p>
                )}
                <small>
                  <Trans>from #{base_seq}</Trans> · {writerInWords(created_by)} · <When time={created_at} />
                </small>
              </RowMain>
              <div className="row-actions">
                <Button look="ghost" aria-label={t`Compare and merge ${name}`} onClick={() => onOpen(name)}>
                  {t`Compare and merge`}
                </Button>
                <Button
                  look="ghost"
                  icon={Trash2}
                  aria-label={t`Delete ${name}`}
                  onClick={() => setDeleting(name)}
                >{t`Delete`}</Button>
              </div>
            </li>
          ))}
        </ul>
      </ListState>
      {isCreating && <NewBranch projectId={projectId} onClose={() => setCreating(false)} />}
      {deleting !== undefined && (
        <DeleteBranch projectId={projectId} branch={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function NewBranch({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [from, setFrom] = useState('head');
  const create = useChange(
    async () => {
      await client.createBranch({ projectId, name, from });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Create branch`} submit={t`Create branch`} change={create} onClose={onClose}>
      <TextField
        label={t`Name`}
        hint={t`AI clients name it to write there.`}
        value={name}
        required
        maxLength={64}
        onChange={({ target }) => setName(target.value.replaceAll(' ', '-'))}
      />
      <TextField
        label={t`From`}
        hint={t`“head” is what is there now; a commit’s number or a snapshot begins it earlier.`}
        value={from}
        required
        onChange={({ target }) => setFrom(target.value)}
      />
    </FormDialog>
  );
}

interface DeleteBranchProps {
  readonly projectId: string;
  readonly branch: string;
  readonly onClose: () => void;
}

function DeleteBranch({ projectId, branch, onClose }: DeleteBranchProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const remove = useChange(
    async () => {
      await client.deleteBranch({ projectId, branch });
      show(t`Deleted the branch “${branch}”.`);
      onClose();
    },
    { inDialog: true },
  );
  return (
    <AlertDialog
      title={t`Delete the branch “${branch}”`}
      submit={t`Delete branch`}
      change={remove}
      onClose={onClose}
    >
      <p>
        <Trans>
          What was written on it is not merged and can no longer be. The main line stays as it is.
        </Trans>
      </p>
    </AlertDialog>
  );
}
