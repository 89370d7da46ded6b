/** A list of the drive with all that can be done in it: of a folder, of what was found, of the favourites. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Download, FolderInput, Info, Layers, Star, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Item } from '../../../contract/index.ts';
import { IconButton } from '../parts/button.tsx';
import { ContextMenu, MoreMenu, type MenuAction } from '../parts/menu.tsx';
import { useSelection } from '../parts/selection.ts';
import type { ItemActions, Place } from './actions.ts';
import { AttachItems } from './attach-items.tsx';
import { keep, paste, useClipboard } from './clipboard.ts';
import { Details } from './details.tsx';
import type { Drops } from './drops.ts';
import { useItemKeys } from './item-keys.ts';
import { ItemList } from './item-list.tsx';
import { download, itemActions, type ItemHandlers } from './item-menu.ts';
import { useKeeping } from './seen-states.ts';
import { isRead, type Row, type Sorting } from './listing.ts';
import { MoveItems } from './move-items.tsx';
import { SortHead } from './sort-head.tsx';

export interface BrowserProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly isWhole?: boolean;
  readonly onSeen?: (first: number, last: number) => void;
  /** Reads what stands between two places. @returns the ids of at least that */
  readonly readAll?: (first?: number, last?: number) => Promise<readonly string[]>;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  readonly pathOf?: (item: Item) => string;
  /** The folder that is shown: what is pasted goes there. */
  readonly folder?: Place | undefined;
  readonly parentId?: string | null | undefined;
  readonly actions: ItemActions;
  readonly drops: Drops;
  readonly isDetailed: boolean;
  readonly onDetails: (isDetailed: boolean) => void;
  /** An item that is opened by its address, or is new. */
  readonly shown?: Item | undefined;
  /** Begins with its name being changed. */
  readonly isNew?: boolean;
  readonly onNewFolder?: () => void;
  readonly onNamed?: () => void;
  readonly openFolder: (id: string) => void;
  readonly look: (item: Item | undefined) => void;
  readonly empty: ReactNode;
}

export function Browser(props: BrowserProps) {
  const { rows, isWhole = true, actions, folder, drops, isDetailed, onDetails, shown, isNew = false } = props;
  const order = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(order, isWhole);
  const chosen = useMemo(
    () => (selection.ids.size === 0 ? [] : rows.filter(isRead).filter(({ id }) => selection.ids.has(id))),
    [rows, selection.ids],
  );
  const clipboard = useClipboard();
  const { onSeen, states, keeping } = useKeeping(order, chosen, props);
  const [renaming, setRenaming] = useState<Item>();
  const [dialog, setDialog] = useState<'move' | 'copy' | 'attach'>();
  const { choose } = selection;
  const shownId = shown?.id;
  const isListed = shownId !== undefined && order.includes(shownId);
  useEffect(() => {
    if (!isListed) return;
    choose([shownId]);
    if (isNew) setRenaming(shown);
    // Once, when it is there.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shownId, isNew, isListed]);
  const close = () => setDialog(undefined);
  const run: ItemHandlers = {
    open: (item) => (item.type === 'folder' ? props.openFolder(item.id) : props.look(item)),
    look: props.look,
    rename: setRenaming,
    moveTo: () => setDialog('move'),
    copyTo: () => setDialog('copy'),
    attach: () => setDialog('attach'),
    copy: () => keep(chosen, false),
    cut: () => keep(chosen, true),
    star: (isOn) => void actions.star(chosen, isOn),
    download: () => download(chosen),
    remove: () => {
      const next = neighbourOf(chosen, order);
      void actions.remove(chosen);
      choose(next === undefined ? [] : [next]);
    },
    details: () => onDetails(true),
    keep: keeping.keep,
    paste: folder === undefined ? undefined : () => void paste(actions, folder),
    newFolder: props.onNewFolder,
  };
  const onRange = (first: number, last: number, isMore: boolean) =>
    choose([...(isMore ? selection.ids : []), ...order.slice(first, last + 1)]);
  const { parentId } = props;
  const onKey = useItemKeys({
    rows,
    chosen,
    selection,
    run,
    undo: () => void actions.undo(),
    selectAll: () =>
      void (isWhole || props.readAll === undefined ? selection.selectAll() : props.readAll().then(choose)),
    goUp: parentId == null ? undefined : () => props.openFolder(parentId),
  });
  const menu = itemActions(chosen, run, { canPaste: clipboard.items.length > 0, kept: keeping.kept });
  const hasDetails = isDetailed && rows.length > 0;
  return (
    <div className={hasDetails ? 'browser detailed' : 'browser'}>
      <div className="browser-list" {...(folder === undefined ? {} : drops.of(folder))}>
        {rows.length > 0 && (
          <SortHead sorting={props.sorting} onSort={props.onSort} hasPath={props.pathOf !== undefined} />
        )}
        <ContextMenu actions={menu}>
          {rows.length === 0 ? (
            props.empty
          ) : (
            <ItemList
              label={props.label}
              rows={rows}
              selection={selection}
              drops={drops}
              renaming={renaming}
              onRename={async (name) => renaming && actions.rename(renaming, name)}
              onRenamed={() => (setRenaming(undefined), props.onNamed?.())}
              onOpen={run.open}
              onKey={onKey}
              onSeen={onSeen}
              states={states}
              onRange={onRange}
              pathOf={props.pathOf}
            />
          )}
        </ContextMenu>
        {folder !== undefined && drops.over === folder.id && <DropHere name={folder.name} />}
        <Foot chosen={chosen} count={rows.length} chosenCount={selection.ids.size} run={run} menu={menu} />
      </div>
      {hasDetails && (
        <Details items={chosen} actions={actions} onClose={() => (onDetails(false), props.look(undefined))} />
      )}
      {(dialog === 'move' || dialog === 'copy') && (
        <MoveItems items={chosen} as={dialog} actions={actions} onClose={close} />
      )}
      {dialog === 'attach' && <AttachItems items={chosen} onClose={close} />}
    </div>
  );
}

function DropHere({ name }: { name: string }) {
  return (
    <div className="drop-here" aria-hidden="true">
      <span>
        <Trans>Drop to put it into “{name}”</Trans>
      </span>
    </div>
  );
}

interface FootProps {
  readonly chosen: readonly Item[];
  /** All of the list. */
  readonly count: number;
  readonly chosenCount: number;
  readonly run: ItemHandlers;
  readonly menu: readonly MenuAction[];
}

/** How many there are, or are chosen, and what can be done with those. */
function Foot({ chosen, count, chosenCount, run, menu }: FootProps) {
  const { t } = useLingui();
  if (count === 0) return null;
  const isStarred = chosen.every(({ favourite }) => favourite === true);
  return (
    <div className="browser-foot">
      <output>
        {chosen.length === 0 ? (
          <Plural value={count} one="# item" other="# items" />
        ) : (
          <Plural value={chosenCount} one="# chosen" other="# chosen" />
        )}
      </output>
      {chosen.length > 0 && (
        <fieldset className="actions" aria-label={t`With what is chosen`}>
          <IconButton icon={FolderInput} label={t`Move to…`} onClick={run.moveTo} />
          <IconButton icon={Layers} label={t`Add to project…`} onClick={run.attach} />
          <IconButton
            icon={Star}
            label={t`Favourite`}
            aria-pressed={isStarred}
            onClick={() => run.star(!isStarred)}
          />
          <IconButton icon={Download} label={t`Download`} onClick={run.download} />
          <IconButton icon={Info} label={t`Details`} onClick={run.details} />
          <IconButton icon={Trash2} label={t`Delete`} onClick={run.remove} />
          <MoreMenu of={chosen[0]?.name ?? ''} actions={menu} />
        </fieldset>
      )}
    </div>
  );
}

/** The row that the keyboard goes to when what is chosen goes away: the one after it, or before it at the end. */
function neighbourOf(chosen: readonly Item[], order: readonly string[]): string | undefined {
  const gone = new Set(chosen.map(({ id }) => id));
  const places = order.flatMap((id, at) => (gone.has(id) ? [at] : []));
  return order[(places.at(-1) ?? -1) + 1] ?? order[(places[0] ?? 0) - 1];
}
