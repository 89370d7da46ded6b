/** One project: its name and its tabs, each a screen of its own that is loaded when it is first opened. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FolderX } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { Project } from '../../../contract/index.ts';
import type { Section } from '../data/route.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ProjectDot } from './project-dot.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useTitle } from '../parts/title.ts';
import { ProjectFacts } from './project-facts.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { ProjectTabs, useSectionTitles } from './project-tabs.tsx';
import { useLiveProject, useProjects } from './queries.ts';

const screens = {
  documents: lazy(() => import('../documents/documents-screen.tsx')),
  memories: lazy(() => import('../memories/memories-screen.tsx')),
  conversations: lazy(() => import('../conversations/conversations-screen.tsx')),
  values: lazy(() => import('../entries/entries-screen.tsx')),
  servers: lazy(() => import('../keys/keys-screen.tsx')),
  history: lazy(() => import('../history/history-screen.tsx')),
  settings: lazy(() => import('./project-settings-screen.tsx')),
} satisfies Record<Section, unknown>;

export interface SectionProps {
  readonly projectId: string;
}

export default function ProjectScreen({ projectId, section }: { projectId: string; section: Section }) {
  const projects = useProjects();
  const titles = useSectionTitles();
  const project = projects.items.find(({ id }) => id === projectId);
  useTitle(project === undefined ? titles[section] : `${project.name}: ${titles[section]}`);
  if (projects.isPending) return <Skeleton />;
  if (projects.error !== null)
    return (
      <>
        <header>
          <h1>
            <Trans>This project cannot be opened</Trans>
          </h1>
        </header>
        <ErrorState error={projects.error} retry={projects.retry} />
      </>
    );
  if (project === undefined) return <NoProject />;
  return <OpenProject project={project} section={section} />;
}

function OpenProject({ project, section }: { project: Project; section: Section }) {
  useLiveProject(project.id);
  const Screen = screens[section];
  return (
    <>
      <header>
        <div className="heading">
          <h1 className="project-name">
            <ProjectDot id={project.id} />
            {project.name}
          </h1>
          {project.description !== '' && <p className="quiet">{project.description}</p>}
          <ProjectFacts project={project} hasLinks />
        </div>
        <div className="actions">
          <ProjectMenu project={project} />
        </div>
      </header>
      <ProjectTabs project={project} section={section} />
      <Suspense fallback={<Skeleton />}>
        <Screen projectId={project.id} />
      </Suspense>
    </>
  );
}

function NoProject() {
  const { t } = useLingui();
  return (
    <>
      <header>
        <h1>
          <Trans>No such project</Trans>
        </h1>
      </header>
      <EmptyState
        icon={FolderX}
        title={t`It may have been deleted`}
        action={
          <a className="button secondary" href="#/home">
            <Trans>All projects</Trans>
          </a>
        }
      >
        <Trans>Your other projects are where they were.</Trans>
      </EmptyState>
    </>
  );
}
