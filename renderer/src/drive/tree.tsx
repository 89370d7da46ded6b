/** The folders of the drive as a tree: each is read when it is opened; one stop of the Tab key, arrows inside. */
import { useLingui } from '@lingui/react/macro';
import { ChevronRight, Folder, FolderOpen, HardDrive } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { hashOf } from '../data/route.ts';
import { useSight } from '../parts/sight.ts';
import type { Drops } from './drops.ts';
import { idOfRow, isFolderRow, useTreeRows, type FolderRow, type TreeRow } from './tree-rows.ts';

interface TreeProps {
  readonly root: string;
  /** The ids of the folders from the root to the one that is shown. */
  readonly path: readonly string[];
  readonly drops: Drops;
  readonly openFolder: (id: string) => void;
}

const rowRem = 1.75;
const overscan = 8;

export function Tree({ root, path, drops, openFolder }: TreeProps) {
  const { t } = useLingui();
  const tree = useRef<HTMLDivElement>(null);
  const here = path.at(-1);
  const { rows, toggle } = useTreeRows({ id: root, name: t`Document Drive` }, path);
  const rowHeight = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { first, last, show } = useSight({ scrollerRef: tree, count: rows.length, rowHeight, overscan });
  // The stop of the Tab key: where the arrows went last, otherwise what is shown.
  const [active, setActive] = useState<string>();
  const indexOf = (id: string | undefined) =>
    rows.findIndex((row) => isFolderRow(row) && row.folder.id === id);
  const hereAt = indexOf(here);
  const stop = [indexOf(active), hereAt].find((at) => at >= 0) ?? 0;
  useEffect(() => {
    if (hereAt >= 0) show(hereAt);
  }, [here, hereAt, show]);
  const goTo = (index: number) => {
    const row = rows[index];
    if (!isFolderRow(row)) return;
    const { id } = row.folder;
    show(index);
    flushSync(() => setActive(id));
    tree.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = indexOf((event.target as HTMLElement).dataset['id']);
    const row = rows[at];
    if (!isFolderRow(row)) return;
    if (event.key === 'Enter' || event.key === ' ') openFolder(row.folder.id);
    else if (!steer(event.key, { rows, at, row, goTo, toggle: (open) => toggle(row.folder.id, open) }))
      return;
    event.preventDefault();
  };
  return (
    <div
      ref={tree}
      className="tree"
      role="tree"
      tabIndex={-1}
      aria-label={t`Folders`}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => setActive(target.dataset['id'])}
    >
      <div className="tree-all" role="presentation" style={{ height: rows.length * rowHeight }}>
        {drawn(rows, first, last, stop).map(({ row, index }) =>
          isFolderRow(row) ? (
            <Node
              key={row.folder.id}
              row={row}
              top={index * rowHeight}
              isHere={row.folder.id === here}
              isStop={index === stop}
              drops={drops}
              toggle={toggle}
              openFolder={openFolder}
            />
          ) : (
            <div key={idOfRow(row)} className="tree-more" style={{ insetBlockStart: index * rowHeight }}>
              <a href={hashOf({ page: 'drive', folderId: row.moreOf })}>{t`More of them in the list`}</a>
            </div>
          ),
        )}
      </div>
    </div>
  );
}

/** What is in sight, and the stop of the Tab key wherever it is. */
function drawn(rows: readonly TreeRow[], first: number, last: number, stop: number) {
  const seen = rows.slice(first, last + 1).map((row, at) => ({ row, index: first + at }));
  const row = rows[stop];
  return row === undefined || (stop >= first && stop <= last) ? seen : [...seen, { row, index: stop }];
}

interface NodeProps {
  readonly row: FolderRow;
  /** In pixels. */
  readonly top: number;
  readonly isHere: boolean;
  readonly isStop: boolean;
  readonly drops: Drops;
  readonly toggle: (id: string, isOpen: boolean) => void;
  readonly openFolder: (id: string) => void;
}

function Node({ row, top, isHere, isStop, drops, toggle, openFolder }: NodeProps) {
  const { folder, level, isOpen, isLeaf, position, siblings } = row;
  const { id, name } = folder;
  const Icon = level === 1 ? HardDrive : isHere ? FolderOpen : Folder;
  return (
    // The tree hears the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isHere}
      {...(isLeaf ? {} : { 'aria-expanded': isOpen })}
      tabIndex={isStop ? 0 : -1}
      data-id={id}
      className={drops.over === id ? 'tree-item over' : 'tree-item'}
      style={{ insetBlockStart: top, paddingInlineStart: `${(level - 1) * 14 + 4}px` }}
      title={name.length > 20 ? name : undefined}
      onClick={() => openFolder(id)}
      {...drops.of(folder)}
    >
      <span
        className="tree-toggle"
        aria-hidden="true"
        onClick={(event) => (event.stopPropagation(), toggle(id, !isOpen))}
      >
        {!isLeaf && <ChevronRight size={14} className={isOpen ? 'open' : ''} />}
      </span>
      <Icon size={15} aria-hidden />
      <span className="tree-name">{name}</span>
    </div>
  );
}

interface Steering {
  readonly rows: readonly TreeRow[];
  readonly at: number;
  readonly row: FolderRow;
  readonly goTo: (index: number) => void;
  readonly toggle: (isOpen: boolean) => void;
}

/** @returns whether the key meant something */
function steer(key: string, { rows, at, row, goTo, toggle }: Steering): boolean {
  const isLtr = document.documentElement.dir !== 'rtl';
  const inwards = isLtr ? 'ArrowRight' : 'ArrowLeft';
  const outwards = isLtr ? 'ArrowLeft' : 'ArrowRight';
  if (key === 'ArrowDown') goTo(rows.findIndex((one, index) => index > at && isFolderRow(one)));
  else if (key === 'ArrowUp') goTo(rows.findLastIndex((one, index) => index < at && isFolderRow(one)));
  else if (key === 'Home') goTo(0);
  else if (key === 'End') goTo(rows.findLastIndex(isFolderRow));
  else if (key === inwards) {
    if (!row.isOpen) toggle(true);
    else if ((rows[at + 1]?.level ?? 0) > row.level) goTo(at + 1);
  } else if (key === outwards) {
    if (row.isOpen && !row.isLeaf) toggle(false);
    else goTo(rows.findLastIndex((one, index) => index < at && isFolderRow(one) && one.level < row.level));
  } else return false;
  return true;
}
