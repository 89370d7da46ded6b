/** A folder: where it stands, what it holds, and what can be put into it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FolderOpen, FolderPlus, FolderUp, FolderX } from 'lucide-react';
import { useRef, useState } from 'react';
import { KeepsakeError, type Item } from '../../../contract/index.ts';
import { useAbilities, valueOf } from '../data/abilities.ts';
import { useCommand } from '../data/commands.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useTitle } from '../parts/title.ts';
import { addDropped, readChosen } from '../uploads/dropped.ts';
import { FileButton } from '../uploads/file-input.tsx';
import { useUploads } from '../uploads/uploads.tsx';
import type { ItemActions } from './actions.ts';
import { Browser } from './browser.tsx';
import type { Drops } from './drops.ts';
import { isRead, useListing, type Sorting } from './listing.ts';

export interface ViewProps {
  readonly actions: ItemActions;
  readonly drops: Drops;
  readonly itemId: string | undefined;
  readonly isDetailed: boolean;
  readonly onDetails: (isDetailed: boolean) => void;
  readonly openFolder: (id: string) => void;
  readonly look: (item: Item | undefined) => void;
}

interface FolderViewProps extends ViewProps {
  readonly folderId: string;
  /** From the root to the folder; nothing while it is read. */
  readonly path: readonly Item[] | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

/** How folders are sorted is the same for all of them. */
let lastSorting: Sorting = { by: 'name', direction: 'asc' };

export function FolderView({ folderId, path, error, retry, ...shared }: FolderViewProps) {
  const { t } = useLingui();
  const [sorting, setSorting] = useState(lastSorting);
  const listing = useListing(folderId, sorting);
  const [made, setMade] = useState<Item>();
  const { actions, drops, itemId } = shared;
  const folder = path?.at(-1);
  const drive = t`Document Drive`;
  const name = folder === undefined ? '' : folder.parent_id === null ? drive : folder.name;
  useTitle(name === '' ? drive : name);
  const sort = async (next: Sorting) => {
    await listing.prepare(next);
    setSorting(next);
  };
  const create = () => void actions.createFolder(folderId).then(setMade);
  useCommand({ id: 'drive:folder', label: t`New folder`, icon: FolderPlus, run: create });
  if (error !== null) return <NoFolder error={error} retry={retry} />;
  const place = { id: folderId, name };
  const shown = made ?? listing.rows.find((row) => isRead(row) && row.id === itemId);
  return (
    <div className="drive-view">
      <FolderHead
        path={path ?? []}
        name={name}
        folderId={folderId}
        drops={drops}
        hasUpload={listing.isPending || listing.rows.length > 0}
        onCreate={create}
      />
      {listing.isPending ? (
        <Skeleton rows={8} />
      ) : listing.error !== null ? (
        <ErrorState error={listing.error} retry={listing.retry} />
      ) : (
        <Browser
          {...shared}
          label={name}
          rows={listing.rows}
          isWhole={listing.isWhole}
          onSeen={listing.onSeen}
          readAll={listing.readAll}
          sorting={sorting}
          onSort={(next) => {
            lastSorting = next;
            void sort(next);
          }}
          folder={place}
          parentId={folder?.parent_id}
          shown={isRead(shown) ? shown : undefined}
          isNew={made !== undefined}
          onNewFolder={create}
          onNamed={() => setMade(undefined)}
          empty={
            <EmptyState
              icon={FolderOpen}
              title={folder?.parent_id === null ? t`Your drive is empty` : t`This folder is empty`}
              action={<UploadButton folderId={folderId} />}
            >
              <Trans>
                Drop files or folders here or use “Upload”. AI clients see a file once you add it to a
                project.
              </Trans>
            </EmptyState>
          }
        />
      )}
    </div>
  );
}

interface FolderHeadProps {
  readonly path: readonly Item[];
  readonly name: string;
  readonly folderId: string;
  readonly drops: Drops;
  /** An empty folder asks for files where they will stand. */
  readonly hasUpload: boolean;
  readonly onCreate: () => void;
}

function FolderHead({ path, name, folderId, drops, hasUpload, onCreate }: FolderHeadProps) {
  const { t } = useLingui();
  const { queue } = useUploads();
  const abilities = useAbilities();
  const { showError } = useNotices();
  const field = useRef<HTMLInputElement>(null);
  const drive = t`Document Drive`;
  const chooseFolder = () => {
    if (abilities === undefined) field.current?.click();
    else void abilities.chooseFiles('folder', { folderId }).then(valueOf).catch(showError);
  };
  return (
    <>
      {path.length > 1 && (
        <nav className="path" aria-label={t`Folders above this one`}>
          {path.slice(0, -1).map((one) => {
            const place = { id: one.id, name: one.parent_id === null ? drive : one.name };
            return (
              <a
                key={one.id}
                className={drops.over === one.id ? 'over' : ''}
                href={hashOf({ page: 'drive', folderId: one.parent_id === null ? undefined : one.id })}
                {...drops.of(place)}
              >
                {place.name}
              </a>
            );
          })}
        </nav>
      )}
      <header>
        <h1>{name}</h1>
        <div className="actions">
          <Button icon={FolderPlus} onClick={onCreate}>{t`New folder`}</Button>
          {hasUpload && <UploadButton folderId={folderId} />}
          <MoreMenu
            of={name}
            actions={[{ label: t`Upload a folder…`, icon: FolderUp, onSelect: chooseFolder }]}
          />
          <input
            ref={field}
            hidden
            type="file"
            {...{ webkitdirectory: '' }}
            onChange={({ target }) => {
              addDropped(queue, { folderId }, readChosen([...(target.files ?? [])])).catch(showError);
              target.value = '';
            }}
          />
        </div>
      </header>
    </>
  );
}

function UploadButton({ folderId }: { folderId: string }) {
  const { t } = useLingui();
  const { queue } = useUploads();
  return (
    <FileButton label={t`Upload`} target={{ folderId }} onFiles={(files) => queue.add(files, { folderId })} />
  );
}

/** Whether there is no such folder, as opposed to one that cannot be read now. */
export function isGone(error: unknown): boolean {
  return error instanceof KeepsakeError && ['NOT_FOUND', 'VALIDATION_ERROR'].includes(error.code);
}

function NoFolder({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useLingui();
  const gone = isGone(error);
  return (
    <div className="drive-view">
      <header>
        <h1>{gone ? t`No such folder` : t`This folder cannot be opened`}</h1>
      </header>
      {gone ? (
        <EmptyState
          icon={FolderX}
          title={t`It may have been moved to the trash. Everything else is where it was.`}
          action={
            <>
              <a className="button secondary" href="#/drive">
                <Trans>To the drive</Trans>
              </a>
              <a className="button secondary" href="#/trash">
                <Trans>To the trash</Trans>
              </a>
            </>
          }
        />
      ) : (
        <ErrorState error={error} retry={retry} />
      )}
    </div>
  );
}
