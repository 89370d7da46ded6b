/** Memories that contradict each other, or a newer document, and what two devices changed apart: a person says what holds. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { GitMerge } from 'lucide-react';
import { useState } from 'react';
import type { Conflict } from '../../../contract/index.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { useProjects } from '../projects/queries.ts';
import { ClashCard } from './clash-card.tsx';
import { ConflictCard } from './conflict-card.tsx';
import { DecidedClashes } from './decided-clashes.tsx';
import { DriveClashCard } from './drive-clash-card.tsx';
import { EditConflict } from './edit-conflict.tsx';
import { useClashes, useConflicts, useDriveClashes } from './queries.ts';

export default function ConflictsScreen() {
  const { t } = useLingui();
  useTitle(t`Conflicts`);
  const conflicts = useConflicts();
  const clashes = useClashes();
  const ofDrive = useDriveClashes();
  const projects = useProjects();
  const [editing, setEditing] = useState<Conflict>();
  const items = conflicts.data ?? [];
  const apart = clashes.data ?? [];
  const files = ofDrive.data ?? [];
  const count = items.length + apart.length + files.length;
  const nameOf = (projectId: string) => projects.items.find(({ id }) => id === projectId)?.name ?? '';
  return (
    <>
      <header>
        <div className="heading">
          <h1>
            <Trans>Conflicts</Trans>
          </h1>
          <p className="quiet">
            <Trans>What is known says two different things. Both are kept until you say which holds.</Trans>
          </p>
        </div>
      </header>
      <ListState
        list={{
          isPending: conflicts.isPending || clashes.isPending || ofDrive.isPending,
          error: conflicts.error ?? clashes.error ?? ofDrive.error,
          items: [...files, ...apart, ...items],
          retry: () => void Promise.all([conflicts.refetch(), clashes.refetch(), ofDrive.refetch()]),
        }}
        empty={
          <EmptyState icon={GitMerge} title={t`No conflicts`}>
            <Trans>
              When a memory contradicts another one, such as “Mira’s dentist is Dr Okafor” and “Mira’s dentist
              is Dr Lindqvist”, or a newer document, both stand here side by side. So does what two of your
              devices changed in the same place before they met.
            </Trans>
          </EmptyState>
        }
      >
        <output className="summary">
          <Plural value={count} one="# open conflict" other="# open conflicts" />
        </output>
        <ul className="conflicts">
          {files.map((clash) => (
            <li key={clash.id}>
              <DriveClashCard clash={clash} />
            </li>
          ))}
          {apart.map((clash) => (
            <li key={clash.id}>
              <ClashCard clash={clash} project={nameOf(clash.project_id)} />
            </li>
          ))}
          {items.map((conflict) => (
            <li key={conflict.id}>
              <ConflictCard
                conflict={conflict}
                project={nameOf(conflict.project_id)}
                onEdit={() => setEditing(conflict)}
              />
            </li>
          ))}
        </ul>
      </ListState>
      <DecidedClashes />
      {editing !== undefined && <EditConflict conflict={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}
