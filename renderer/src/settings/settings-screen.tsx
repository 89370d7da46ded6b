/** Settings of the page, of the server it talks to, and of the app. */
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, type ComponentType } from 'react';
import { useAbilities } from '../data/abilities.ts';
import { mayAs, type Standing } from '../../../contract/roles.ts';
import { useServer } from '../data/server.ts';
import { Skeleton } from '../parts/list-state.tsx';
import { goTo, hashOf, settingsSections, type SettingsSection } from '../data/route.ts';
import { useCommand } from '../data/commands.ts';
import { showWhole } from '../parts/show-whole.ts';
import { useTitle } from '../parts/title.ts';
import { RemoteServer } from '../team/remote-server.tsx';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { Languages } from './languages.tsx';
import { SearchSettings } from './search-settings.tsx';
import { ServerSettings } from './server-settings.tsx';
import { StorageUsed } from './storage-used.tsx';
import { Updates } from './updates.tsx';

const parts: Record<SettingsSection, ComponentType> = {
  appearance: Appearance,
  language: Languages,
  server: ServerSettings,
  remote: RemoteServer,
  sync: lazy(() => import('../sync/sync-settings.tsx')),
  storage: StorageUsed,
  search: SearchSettings,
  portable: lazy(() => import('../portable/portable-settings.tsx')),
  backups: lazy(() => import('../backups/backups.tsx')),
  erasure: lazy(() => import('../erasure/erasures.tsx')),
  updates: Updates,
  diagnostics: Diagnostics,
  about: About,
};

/** Where only some may come. */
const needs: Partial<Record<SettingsSection, Standing>> = {
  server: 'operator',
  sync: 'operator',
  portable: 'admin',
  backups: 'operator',
  erasure: 'owner',
  diagnostics: 'operator',
};

export default function SettingsScreen({ section }: { section: SettingsSection }) {
  const { t } = useLingui();
  const titles: Record<SettingsSection, string> = {
    appearance: t`Appearance`,
    language: t`Language`,
    server: t`Server`,
    remote: t`Connection`,
    sync: t`Sync`,
    storage: t`Storage`,
    search: t`Search`,
    portable: t`Export and import`,
    backups: t`Backups`,
    erasure: t`Permanent deletion`,
    updates: t`Updates`,
    diagnostics: t`Diagnostics`,
    about: t`About`,
  };
  const standing = useServer(true).data?.caller.standing ?? 'operator';
  const isApp = useAbilities() !== undefined;
  const isOpen = (one: SettingsSection) =>
    (one !== 'remote' || isApp) && mayAs(standing, needs[one] ?? 'reader');
  const Part = parts[section];
  useTitle(t`Settings`);
  return (
    <>
      <header>
        <h1>
          <Trans>Settings</Trans>
        </h1>
      </header>
      <div className="settings-frame">
        <nav className="settings-places" aria-label={t`Sections of the settings`}>
          {settingsSections.filter(isOpen).map((one) => (
            <SectionLink key={one} section={one} title={titles[one]} isOpen={one === section} />
          ))}
        </nav>
        <div className="settings" key={section}>
          <Suspense fallback={<Skeleton />}>
            <Part />
          </Suspense>
        </div>
      </div>
    </>
  );
}

interface SectionLinkProps {
  readonly section: SettingsSection;
  readonly title: string;
  readonly isOpen: boolean;
}

function SectionLink({ section, title, isOpen }: SectionLinkProps) {
  const { t } = useLingui();
  const to = { page: 'settings', section } as const;
  useCommand({ id: `settings:${section}`, label: t`Settings: ${title}`, run: () => goTo(to) });
  return (
    <a ref={isOpen ? showWhole : undefined} href={hashOf(to)} aria-current={isOpen ? 'page' : undefined}>
      {title}
    </a>
  );
}
