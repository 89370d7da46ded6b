/** What can be opened on every screen: the palette, the help sheet, a new project; and files the app takes. */
import { useLingui } from '@lingui/react/macro';
import {
  Activity,
  CheckCheck,
  GitMerge,
  HardDrive,
  Keyboard,
  LayoutGrid,
  Moon,
  Plug,
  Plus,
  Search,
  Settings,
  Sun,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { setTheme } from '../data/appearance.ts';
import { useCommand } from '../data/commands.ts';
import { useRegistered } from '../data/registry.ts';
import { goTo, type Route } from '../data/route.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { asked } from '../erasure/asking.ts';
import { NewProject } from '../projects/new-project.tsx';
import { UploadDock } from '../uploads/dock.tsx';
import { ReviewNews } from '../review/review-news.tsx';
import { FileNews } from '../uploads/file-news.tsx';
import { Help } from './help.tsx';
import { Palette } from '../palette/palette.tsx';

const EraseHost = lazy(() => import('../erasure/erase-host.tsx'));

export function Everywhere() {
  const [open, setOpen] = useState<'palette' | 'help' | 'project'>();
  const { t } = useLingui();
  const isErasing = useRegistered(asked).length > 0;
  const close = () => setOpen(undefined);
  useShortcut('mod+k', t`Search and commands`, () => setOpen('palette'));
  useShortcut('?', t`Keyboard shortcuts`, () => setOpen('help'));
  usePlaces();
  useCommand({
    id: 'project:new',
    label: t`Create Project`,
    icon: Plus,
    run: () => setOpen('project'),
  });
  useCommand({
    id: 'help',
    label: t`Keyboard shortcuts`,
    icon: Keyboard,
    keys: '?',
    run: () => setOpen('help'),
  });
  useCommand({ id: 'theme:light', label: t`Light appearance`, icon: Sun, run: () => setTheme('light') });
  useCommand({ id: 'theme:dark', label: t`Dark appearance`, icon: Moon, run: () => setTheme('dark') });
  return (
    <>
      <FileNews />
      <UploadDock />
      <ReviewNews />
      {isErasing && (
        <Suspense>
          <EraseHost />
        </Suspense>
      )}
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <Help onClose={close} />}
      {open === 'project' && <NewProject onClose={close} />}
    </>
  );
}

/** Every place of the sidebar, by its keys and from the palette. */
function usePlaces(): void {
  const { t } = useLingui();
  usePlace('g p', t`Go to Projects`, LayoutGrid, { page: 'home' });
  usePlace('g d', t`Go to Document Drive`, HardDrive, { page: 'drive', folderId: undefined });
  usePlace('g a', t`Go to Activity`, Activity, { page: 'activity' });
  usePlace('g r', t`Go to Review`, CheckCheck, { page: 'review' });
  usePlace('g x', t`Go to Conflicts`, GitMerge, { page: 'conflicts' });
  usePlace('g c', t`Go to AI Clients`, Plug, { page: 'servers' });
  usePlace('g s', t`Go to Search`, Search, { page: 'search', query: '' });
  usePlace('mod+,', t`Go to Settings`, Settings, { page: 'settings', section: 'appearance' });
}

function usePlace(keys: string, label: string, icon: typeof Plus, route: Route): void {
  const run = () => goTo(route);
  useShortcut(keys, label, run);
  useCommand({ id: `go:${keys}`, label, icon, keys, run });
}
