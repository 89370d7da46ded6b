/** One branch beside the main line: what merging changes, where both changed the same, and the merge. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Equal, GitMerge } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Banner } from '../parts/status.tsx';
import { ChangeList } from './change-list.tsx';
import { isDecided, MergeChoice, nameOfConflict, type Decision } from './merge-choice.tsx';
import { useBranchChanges } from './queries.ts';

interface BranchDetailProps {
  readonly projectId: string;
  readonly branch: string;
  readonly onClose: () => void;
}

export function BranchDetail({ projectId, branch, onClose }: BranchDetailProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const changes = useBranchChanges(projectId, branch);
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const conflicts = changes.items.flatMap((change) => change.conflicts);
  const open = conflicts.filter((conflict) => !isDecided(decisions.get(nameOfConflict(conflict))));
  const merge = useChange(async () => {
    const resolutions = conflicts.flatMap((conflict) => {
      const decision = decisions.get(nameOfConflict(conflict));
      return decision === undefined ? [] : [{ id: conflict.id, field: conflict.field, ...decision }];
    });
    const { merged, changed } = await client.mergeBranch({ projectId, branch, resolutions });
    if (!merged) return show(t`Nothing is merged yet: more is changed on both sides. Decide it below.`);
    show(t`Merged “${branch}”: ${changed} records changed.`);
    return onClose();
  });
  return (
    <>
      <div className="toolbar">
        <Button look="ghost" icon={ArrowLeft} onClick={onClose}>{t`All branches`}</Button>
        <h2>{branch}</h2>
        <Button
          look="primary"
          icon={GitMerge}
          disabled={changes.items.length === 0 || open.length > 0 || changes.hasMore}
          isBusy={merge.isPending}
          onClick={() => merge.mutate(undefined)}
        >{t`Merge`}</Button>
      </div>
      {open.length > 0 && (
        <Banner tone="warning">
          <Plural
            value={open.length}
            one="# place is changed on both sides. Say what holds before merging."
            other="# places are changed on both sides. Say what holds before merging."
          />
        </Banner>
      )}
      {changes.hasMore && (
        <p className="quiet">
          <Trans>Show all of the changes before merging.</Trans>
        </p>
      )}
      <ListState
        list={changes}
        empty={<EmptyState icon={Equal} title={t`Nothing differs from the main line`} />}
      >
        <ChangeList
          changes={changes.items}
          below={({ id }) =>
            conflicts
              .filter((conflict) => conflict.id === id)
              .map((conflict) => {
                const name = nameOfConflict(conflict);
                return (
                  <MergeChoice
                    key={name}
                    conflict={conflict}
                    decision={decisions.get(name)}
                    onDecide={(decision) => setDecisions(new Map(decisions).set(name, decision))}
                  />
                );
              })
          }
        />
      </ListState>
    </>
  );
}
