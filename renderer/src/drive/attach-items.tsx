/** Adds files, or folders with what they hold and will hold, to a project, whose AI clients then find it. */
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { LayoutGrid } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useProjects } from '../projects/queries.ts';

const mostAtOnce = 100;

export function AttachItems({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const { t } = useLingui();
  const projects = useProjects();
  const { show } = useNotices();
  const [chosen, setChosen] = useState<string>();
  const project = projects.items.find(({ id }) => id === chosen) ?? projects.items[0];
  const [first] = items;
  const attach = useChange(
    async () => {
      if (project === undefined || first === undefined) return;
      const place = project.name;
      const ids = items.map(({ id }) => id);
      for (let at = 0; at < ids.length; at += mostAtOnce)
        await client.addDocuments({ projectId: project.id, item_ids: ids.slice(at, at + mostAtOnce) });
      show(
        items.length === 1
          ? t`Added “${first.name}” to ${place}.`
          : plural(items.length, {
              one: `Added # item to ${place}.`,
              other: `Added # items to ${place}.`,
            }),
      );
      onClose();
    },
    { inDialog: true },
  );
  const hasFolder = items.some(({ type }) => type === 'folder');
  return (
    <FormDialog
      title={
        items.length === 1 && first !== undefined
          ? t`Add “${first.name}” to a project`
          : t`Add what is chosen to a project`
      }
      submit={t`Add`}
      change={attach}
      onClose={onClose}
    >
      {hasFolder && (
        <p className="quiet spaced">
          <Trans>
            A folder stays live: what comes into it later is added by itself, and what leaves it is taken out.
          </Trans>
        </p>
      )}
      <ListState
        list={projects}
        empty={<EmptyState icon={LayoutGrid} title={t`There are no projects yet. Create one first.`} />}
      >
        <fieldset className="choices">
          <legend className="unseen">{t`Project`}</legend>
          {projects.items.map(({ id, name }) => (
            <label key={id}>
              <input
                type="radio"
                name="project"
                checked={id === project?.id}
                onChange={() => setChosen(id)}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </ListState>
    </FormDialog>
  );
}
