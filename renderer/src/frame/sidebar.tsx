/** The places of the page and the projects; behind a button where there is no room. */
import { Trans, useLingui } from '@lingui/react/macro';
import {
  Activity,
  CheckCheck,
  GitMerge,
  HardDrive,
  LayoutGrid,
  Menu as MenuIcon,
  Plug,
  Plus,
  Search,
  Settings,
  Users,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { hashOf, subscribeToRoute, useRoute, type Route } from '../data/route.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { useMay } from '../data/standing.ts';
import { IconButton } from '../parts/button.tsx';
import { Kbd } from '../parts/facts.tsx';
import { ProjectDot } from '../projects/project-dot.tsx';
import { NewProject } from '../projects/new-project.tsx';
import { useProjects } from '../projects/queries.ts';
import { useOpenCount } from '../conflicts/queries.ts';
import { useWaiting } from '../review/queries.ts';
import { useIsShared } from '../team/queries.ts';

export function Sidebar() {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => subscribeToRoute(() => setOpen(false)), []);
  useShortcut('escape', t`Close the menu`, () => setOpen(false), isOpen);
  return (
    <>
      <nav className="narrow-bar" aria-label={t`Menu`}>
        <IconButton
          icon={MenuIcon}
          label={t`Menu`}
          aria-expanded={isOpen}
          aria-controls="places"
          onClick={() => setOpen(!isOpen)}
        />
        <a className="brand" href="#/home">
          Keepsake
        </a>
        <a
          className="button ghost icon-only"
          href={hashOf({ page: 'search', query: '' })}
          aria-label={t`Find`}
        >
          <Search size={16} aria-hidden />
        </a>
      </nav>
      {isOpen && <div className="drawer-back" aria-hidden="true" onClick={() => setOpen(false)} />}
      <nav id="places" className={isOpen ? 'sidebar open' : 'sidebar'} aria-label="Keepsake">
        <Places />
        <Projects />
        <div className="places end">
          <Place to={{ page: 'settings', section: 'appearance' }} icon={Settings}>
            <Trans>Settings</Trans>
          </Place>
        </div>
      </nav>
    </>
  );
}

function Places() {
  return (
    <>
      <a className="brand" href="#/home">
        Keepsake
      </a>
      <div className="places">
        <Place to={{ page: 'search', query: '' }} icon={Search} keys="mod+k">
          <Trans>Search</Trans>
        </Place>
        <Place to={{ page: 'home' }} icon={LayoutGrid}>
          <Trans>Project Management</Trans>
        </Place>
        <Place to={{ page: 'drive', folderId: undefined }} icon={HardDrive} also={isOfDrive}>
          <Trans>Document Drive</Trans>
        </Place>
        {useMay('admin') && (
          <Place to={{ page: 'activity' }} icon={Activity}>
            <Trans>Activity</Trans>
          </Place>
        )}
        <WaitingPlaces />
        {useMay('member') && (
          <Place to={{ page: 'servers' }} icon={Plug}>
            <Trans>AI Clients</Trans>
          </Place>
        )}
        {useIsShared() && (
          <Place to={{ page: 'team' }} icon={Users}>
            <Trans>Team</Trans>
          </Place>
        )}
      </div>
    </>
  );
}

/** What waits for a person's word; with numbers, so that nobody has to look. */
function WaitingPlaces() {
  const { data } = useWaiting();
  const conflicts = useOpenCount();
  return (
    <>
      <Place to={{ page: 'review' }} icon={CheckCheck} count={data?.pending}>
        <Trans>Review</Trans>
      </Place>
      <Place to={{ page: 'conflicts' }} icon={GitMerge} count={conflicts}>
        <Trans>Conflicts</Trans>
      </Place>
    </>
  );
}

function Projects() {
  const { t } = useLingui();
  const route = useRoute();
  const projects = useProjects();
  const [creating, setCreating] = useState(false);
  return (
    <div className="projects">
      <div className="projects-head">
        <h2>
          <Trans>Your projects</Trans>
        </h2>
        <IconButton icon={Plus} label={t`New project`} onClick={() => setCreating(true)} />
      </div>
      {projects.items.map(({ id, name }) => (
        <a
          key={id}
          href={hashOf({ page: 'project', projectId: id, section: 'documents' })}
          title={name.length > 24 ? name : undefined}
          aria-current={projectOf(route) === id ? 'page' : undefined}
        >
          <ProjectDot id={id} />
          <span>{name}</span>
        </a>
      ))}
      {projects.hasMore && (
        <button type="button" className="link" onClick={projects.loadMore}>
          <Trans>Show more</Trans>
        </button>
      )}
      {creating && <NewProject onClose={() => setCreating(false)} />}
    </div>
  );
}

function isOfDrive(route: Route): boolean {
  return route.page === 'trash' || (route.page === 'preview' && 'itemId' in route.of);
}

/** The project that a screen is of, or that a document is read in. */
function projectOf(route: Route): string | undefined {
  if (route.page === 'project') return route.projectId;
  return route.page === 'preview' && 'projectId' in route.of ? route.of.projectId : undefined;
}

interface PlaceProps {
  readonly to: Route;
  readonly icon: LucideIcon;
  readonly keys?: string;
  /** Whether what is open belongs to the place too. */
  readonly also?: (route: Route) => boolean;
  /** Shown when there are any. */
  readonly count?: number | undefined;
  readonly children: ReactNode;
}

function Place({ to, icon: Icon, keys, also, count = 0, children }: PlaceProps) {
  const route = useRoute();
  return (
    <a href={hashOf(to)} aria-current={route.page === to.page || also?.(route) === true ? 'page' : undefined}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span>{children}</span>
      {count > 0 && <span className="place-count">{count}</span>}
      {keys !== undefined && (
        <span aria-hidden="true">
          <Kbd keys={keys} />
        </span>
      )}
    </a>
  );
}
