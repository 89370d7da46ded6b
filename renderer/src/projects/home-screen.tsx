/** Every project with its counts and when it was last used. */
import { Trans, useLingui } from '@lingui/react/macro';
import { LayoutGrid, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '../../../contract/index.ts';
import { useLiveActivity } from '../activity/queries.ts';
import { hashOf } from '../data/route.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ProjectDot } from './project-dot.tsx';
import { ListState } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { useTitle } from '../parts/title.ts';
import { NewProject } from './new-project.tsx';
import { listed, type Order } from './order.ts';
import { ProjectFacts } from './project-facts.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { PutAway } from './put-away.tsx';
import { useProjects } from './queries.ts';

/** Fewer are seen at a glance. */
const worthFiltering = 4;

export default function HomeScreen() {
  const { t } = useLingui();
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  const [typed, setTyped] = useState('');
  const [order, setOrder] = useState<Order>('used');
  const create = () => setCreating(true);
  useLiveActivity(['projects']);
  useShortcut('n', t`Create Project`, create);
  useTitle(t`Projects`);
  const shown = listed(projects.items, typed, order);
  const button = (
    <Button look="primary" icon={Plus} onClick={create}>
      <Trans>Create Project</Trans>
    </Button>
  );
  return (
    <>
      <header>
        <h1>
          <Trans>Projects</Trans>
        </h1>
        {projects.items.length > 0 && <div className="actions">{button}</div>}
      </header>
      {creating && <NewProject onClose={() => setCreating(false)} />}
      {projects.items.length >= worthFiltering && (
        <div className="filters project-filters">
          <input
            type="search"
            aria-label={t`Filter projects`}
            placeholder={t`Filter projects`}
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <OrderSelect order={order} onChange={setOrder} />
        </div>
      )}
      <ListState
        list={projects}
        empty={
          <EmptyState icon={LayoutGrid} title={t`No projects yet`} action={button}>
            <Trans>
              A project keeps documents and memories that belong together; each AI client sees only the
              projects its key is for.
            </Trans>
          </EmptyState>
        }
      >
        {shown.length === 0 ? (
          <EmptyState
            icon={SearchX}
            title={t`No project is called that`}
            action={<Button onClick={() => setTyped('')}>{t`Show all projects`}</Button>}
          />
        ) : (
          <ul className="cards">
            {shown.map((project) => (
              <ProjectCard key={project.id} project={project} />
            ))}
          </ul>
        )}
      </ListState>
      <PutAway />
    </>
  );
}

function OrderSelect({ order, onChange }: { order: Order; onChange: (order: Order) => void }) {
  const { t } = useLingui();
  return (
    <Select
      label={t`Order`}
      isLabelHidden
      value={order}
      options={[
        { value: 'used', label: t`Last used first` },
        { value: 'name', label: t`By name` },
        { value: 'created', label: t`Newest first` },
      ]}
      onChange={onChange}
    />
  );
}

function ProjectCard({ project }: { project: Project }) {
  const { id, name, description } = project;
  return (
    <li className="project-card">
      <a href={hashOf({ page: 'project', projectId: id, section: 'documents' })}>
        <strong>
          <ProjectDot id={id} />
          <span dir="auto">{name}</span>
        </strong>
        {description !== '' && <span dir="auto">{description}</span>}
        <ProjectFacts project={project} />
      </a>
      <ProjectMenu project={project} />
    </li>
  );
}
