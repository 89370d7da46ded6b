/** Two points of the history compared: what was added, changed and removed between them. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Equal, GitCompare } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { TextField } from '../parts/fields.tsx';
import { ListState } from '../parts/list-state.tsx';
import { ChangeList } from './change-list.tsx';
import { useDifference, useSnapshots } from './queries.ts';

interface Points {
  readonly from: string;
  readonly to: string;
}

export function CompareView({ projectId, from }: { projectId: string; from: string | undefined }) {
  const { t } = useLingui();
  const snapshots = useSnapshots(projectId);
  const [typed, setTyped] = useState<Points>({ from: from ?? '', to: 'head' });
  const [shown, setShown] = useState<Points | undefined>(
    from === undefined ? undefined : { from, to: 'head' },
  );
  return (
    <>
      <form className="filter-bar points" onSubmit={(event) => (event.preventDefault(), setShown(typed))}>
        <TextField
          label={t`From`}
          hint={t`A commit’s number, a snapshot, a branch or a date such as 2026-05-01T09:00:00Z.`}
          value={typed.from}
          required
          list="known-points"
          onChange={({ target }) => setTyped({ ...typed, from: target.value })}
        />
        <TextField
          label={t`To`}
          hint={t`“head” is what is there now.`}
          value={typed.to}
          required
          list="known-points"
          onChange={({ target }) => setTyped({ ...typed, to: target.value })}
        />
        <datalist id="known-points" aria-label={t`Known points`}>
          {['head', ...snapshots.items.map(({ name }) => name)].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <Button type="submit" look="primary" icon={GitCompare}>{t`Compare`}</Button>
      </form>
      {shown === undefined ? (
        <EmptyState icon={GitCompare} title={t`Choose two points`}>
          <Trans>You see every memory, value and document that differs between them.</Trans>
        </EmptyState>
      ) : (
        <Difference projectId={projectId} points={shown} />
      )}
    </>
  );
}

function Difference({ projectId, points: { from, to } }: { projectId: string; points: Points }) {
  const { t } = useLingui();
  const changes = useDifference(projectId, from, to);
  return (
    <ListState list={changes} empty={<EmptyState icon={Equal} title={t`Nothing differs between the two`} />}>
      <output className="summary">
        {changes.hasMore ? (
          <Plural value={changes.items.length} one="The first # change" other="The first # changes" />
        ) : (
          <Plural value={changes.items.length} one="# change" other="# changes" />
        )}
      </output>
      <ChangeList changes={changes.items} />
    </ListState>
  );
}
