/** The drive: folders and files, what was used last, the favourites, and what is found by its name. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Clock, HardDrive, Star, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { goTo, hashOf, useRoute } from '../data/route.ts';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { useDriveNews } from '../sync/item-states.ts';
import { useNoStrayDrops } from '../uploads/file-input.tsx';
import { useItemActions } from './actions.ts';
import { DriveBar } from './drive-bar.tsx';
import { useDrops } from './drops.ts';
import { FolderView, isGone } from './folder-view.tsx';
import { FoundView } from './found-view.tsx';
import { useFolderPath, useItem, useRootFolder, type Place } from './queries.ts';
import { Tree } from './tree.tsx';

const QuickLook = lazy(() => import('../preview/quick-look.tsx'));
const detailsKey = 'drive-details';

export default function DriveScreen({ folderId }: { folderId: string | undefined }) {
  const root = useRootFolder();
  if (root.data === undefined)
    return root.error === null ? (
      <Skeleton rows={8} />
    ) : (
      <>
        <header>
          <h1>
            <Trans>Document Drive</Trans>
          </h1>
        </header>
        <ErrorState error={root.error} retry={() => void root.refetch()} />
      </>
    );
  const place = folderId === 'recent' || folderId === 'favourites' ? folderId : undefined;
  return <Drive root={root.data} place={place} folderId={folderId ?? root.data} />;
}

interface DriveProps {
  readonly root: string;
  readonly place: Place | undefined;
  readonly folderId: string;
}

function Drive({ root, place, folderId }: DriveProps) {
  const route = useRoute();
  const itemId = route.page === 'drive' ? route.itemId : undefined;
  const actions = useItemActions();
  const drops = useDrops(actions);
  const path = useFolderPath(place === undefined ? folderId : root);
  // What is typed holds for the place where it was typed.
  const [typed, setTyped] = useState({ text: '', at: folderId });
  if (typed.at !== folderId) setTyped({ text: '', at: folderId });
  const named = typed.at === folderId ? typed.text : '';
  const setNamed = (text: string) => setTyped({ text, at: folderId });
  const [isDetailed, setDetailed] = useState(localStorage.getItem(detailsKey) === 'open');
  useNoStrayDrops();
  useDriveNews();
  const openFolder = (id: string) => {
    setNamed('');
    goTo({ page: 'drive', folderId: id === root ? undefined : id });
  };
  const shared = {
    actions,
    drops,
    itemId,
    isDetailed,
    onDetails: (isOpen: boolean) => {
      localStorage.setItem(detailsKey, isOpen ? 'open' : 'closed');
      setDetailed(isOpen);
    },
    openFolder,
    look: (item: { id: string } | undefined) => {
      if (item === undefined && itemId === undefined) return;
      const folder = folderId === root ? undefined : folderId;
      goTo({ page: 'drive', folderId: folder, ...(item === undefined ? {} : { itemId: item.id }) });
    },
  };
  const folders = path.data ?? [];
  return (
    <div className="drive">
      <DriveBar
        named={named}
        onNamed={setNamed}
        isDetailed={shared.isDetailed}
        onDetails={shared.onDetails}
      />
      <div className="drive-body">
        <Places place={place}>
          <Tree
            root={root}
            path={place === undefined ? folders.map(({ id }) => id) : []}
            drops={drops}
            openFolder={openFolder}
          />
        </Places>
        {named.trim() !== '' ? (
          <FoundView key="named" {...shared} named={named.trim()} />
        ) : place !== undefined ? (
          <FoundView key={place} {...shared} place={place} />
        ) : (
          <FolderView
            key={folderId}
            {...shared}
            folderId={folderId}
            path={folders.at(-1)?.id === folderId ? folders : undefined}
            error={path.data === undefined || isGone(path.error) ? path.error : null}
            retry={() => void path.refetch()}
          />
        )}
      </div>
      {itemId !== undefined && <Look itemId={itemId} onClose={() => shared.look(undefined)} />}
    </div>
  );
}

/** A file of the drive in a dialog over it; a folder is looked at by opening it. */
function Look({ itemId, onClose }: { itemId: string; onClose: () => void }) {
  const item = useItem(itemId);
  if (item.data?.type !== 'file') return null;
  return (
    <Suspense>
      <QuickLook of={{ itemId }} name={item.data.name} onClose={onClose} />
    </Suspense>
  );
}

function Places({ place, children }: { place: Place | undefined; children: ReactNode }) {
  const { t } = useLingui();
  const current = (one: Place) => (place === one ? 'page' : undefined);
  return (
    <aside className="drive-places" aria-label={t`Places of the drive`}>
      <nav aria-label={t`Places`}>
        <a className="narrow-only" href="#/drive">
          <HardDrive size={15} aria-hidden />
          <Trans>All files</Trans>
        </a>
        <a href={hashOf({ page: 'drive', folderId: 'recent' })} aria-current={current('recent')}>
          <Clock size={15} aria-hidden />
          <Trans>Recent</Trans>
        </a>
        <a href={hashOf({ page: 'drive', folderId: 'favourites' })} aria-current={current('favourites')}>
          <Star size={15} aria-hidden />
          <Trans>Favourites</Trans>
        </a>
        <a href="#/trash">
          <Trash2 size={15} aria-hidden />
          <Trans>Trash</Trans>
        </a>
      </nav>
      {children}
    </aside>
  );
}
