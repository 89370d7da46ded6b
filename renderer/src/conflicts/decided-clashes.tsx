/** Clashes that were decided, folded away below the others, each with the way back to either version. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SyncClash } from '../../../contract/operations/sync-clashes.ts';
import { Button } from '../parts/button.tsx';
import { ListState } from '../parts/list-state.tsx';
import { When } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';
import { fieldsOf, titleOf } from './clash.ts';
import { useRestoring } from './deciding.ts';
import { useDecidedClashes } from './queries.ts';
import { SideFields } from './side-fields.tsx';

export function DecidedClashes() {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="put-away" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Trans>Decided earlier</Trans>
      </summary>
      {isOpen && <Decided />}
    </details>
  );
}

function Decided() {
  const projects = useProjects();
  const clashes = useDecidedClashes(projects.items.map(({ id }) => id));
  const items = clashes.data ?? [];
  return (
    <ListState
      list={{ ...clashes, items, retry: () => void clashes.refetch() }}
      empty={
        <p className="quiet">
          <Trans>No two devices have changed the same in ways that do not go together.</Trans>
        </p>
      }
    >
      <ul className="conflicts">
        {items.map((clash) => (
          <li key={clash.id}>
            <DecidedCard clash={clash} />
          </li>
        ))}
      </ul>
    </ListState>
  );
}

function DecidedCard({ clash }: { clash: SyncClash }) {
  const { t } = useLingui();
  const restore = useRestoring(clash);
  const canRestore = clash.kind === 'memory' || clash.kind === 'entry';
  const title = titleOf(clash);
  return (
    <article className="card conflict" aria-label={title}>
      <div className="line">
        <h2 dir="auto">{title}</h2>
        <small>
          <When time={clash.updated_at} />
        </small>
      </div>
      <div className="sides">
        {(['current', 'other'] as const).map((which) => {
          const name = which === 'current' ? t`the version that came first` : t`the version that came second`;
          return (
            clash[which] !== null && (
              <div key={which} className="side">
                <SideFields fields={fieldsOf(clash)} which={which} />
                {canRestore && (
                  <Button
                    isBusy={restore.isPending}
                    aria-label={t`Restore ${name}`}
                    onClick={() => restore.mutate(which)}
                  >
                    <Trans>Restore</Trans>
                  </Button>
                )}
              </div>
            )
          );
        })}
      </div>
    </article>
  );
}
