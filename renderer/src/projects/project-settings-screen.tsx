/** A project's own settings: what it is called and about, and its end. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { goTo } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { askToErase } from '../erasure/asking.ts';
import { Problem } from '../parts/dialog.tsx';
import { CopyField, KeyValue } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { When } from '../parts/words.tsx';
import { ExportPart } from '../portable/export-part.tsx';
import { ImportPart } from '../portable/import-part.tsx';
import { DeleteProject } from './delete-project.tsx';
import { ProjectFields } from './project-fields.tsx';
import type { SectionProps } from './project-screen.tsx';
import { useProject } from './queries.ts';

export default function ProjectSettingsScreen({ projectId }: SectionProps) {
  const project = useProject(projectId);
  if (project.data === undefined)
    return project.error === null ? (
      <Skeleton />
    ) : (
      <ErrorState error={project.error} retry={() => void project.refetch()} />
    );
  return (
    <div className="settings">
      <About key={project.data.updated_at} project={project.data} />
      <Facts project={project.data} />
      <ExportPart projectId={projectId} />
      <ImportPart projectId={projectId} />
      <End project={project.data} />
    </div>
  );
}

function About({ project }: { project: Project }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [words, setWords] = useState({ name: project.name, description: project.description });
  const isChanged = words.name !== project.name || words.description !== project.description;
  const save = useChange(
    async () => {
      await client.updateProject({ projectId: project.id, ...words });
      show(t`Saved.`);
    },
    { inDialog: true },
  );
  return (
    <section>
      <h2>
        <Trans>Name and description</Trans>
      </h2>
      <form
        className="card"
        onSubmit={(event) => (event.preventDefault(), save.isPending || save.mutate(undefined))}
      >
        <ProjectFields words={words} onChange={setWords} />
        <Problem error={save.error} />
        <Button type="submit" look="primary" disabled={!isChanged} isBusy={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </form>
    </section>
  );
}

function Facts({ project }: { project: Project }) {
  const { t } = useLingui();
  return (
    <section>
      <h2>
        <Trans>About this project</Trans>
      </h2>
      <div className="card">
        <KeyValue
          facts={[
            { name: t`Created`, value: <When time={project.created_at} /> },
            { name: t`Last changed`, value: <When time={project.updated_at} /> },
            { name: t`Documents`, value: project.document_count },
            { name: t`Memories`, value: project.memory_count },
          ]}
        />
        <CopyField label={t`Project ID`} text={project.id} />
      </div>
    </section>
  );
}

function End({ project }: { project: Project }) {
  const { t } = useLingui();
  const { id, name } = project;
  const erase = () =>
    askToErase({ target: { type: 'project', id }, name, onErased: () => goTo({ page: 'home' }) });
  const [asking, setAsking] = useState(false);
  return (
    <section>
      <h2>
        <Trans>Delete this project</Trans>
      </h2>
      <div className="card row-between">
        <p className="quiet">
          <Trans>
            Its memories, conversations and values go with it, and AI clients no longer reach it. Files stay
            in the drive. Until “Undo” is gone, it can be brought back from here.
          </Trans>
        </p>
        <div className="actions">
          <Button look="danger" onClick={() => setAsking(true)}>
            <Trans>Delete</Trans>
          </Button>
          <Button onClick={erase}>{t`Delete permanently…`}</Button>
        </div>
      </div>
      {asking && <DeleteProject project={project} onClose={() => setAsking(false)} />}
    </section>
  );
}
