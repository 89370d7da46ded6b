/** What can be done with what is chosen: the same in the menu of the right button and at the foot of the list. */
import { t } from '@lingui/core/macro';
import {
  ClipboardPaste,
  Cloud,
  Copy,
  Download,
  Eye,
  FolderInput,
  FolderOpen,
  FolderPlus,
  HardDriveDownload,
  Info,
  Layers,
  Pencil,
  Scissors,
  Star,
  Trash2,
} from 'lucide-react';
import type { Item } from '../../../contract/index.ts';
import type { MenuAction } from '../parts/menu.tsx';
import type { Keep } from './keep-items.ts';

export interface ItemHandlers {
  readonly open: (item: Item) => void;
  readonly look: (item: Item) => void;
  readonly rename: (item: Item) => void;
  readonly moveTo: () => void;
  readonly copyTo: () => void;
  readonly attach: () => void;
  readonly copy: () => void;
  readonly cut: () => void;
  readonly star: (isOn: boolean) => void;
  readonly download: () => void;
  readonly remove: () => void;
  readonly details: () => void;
  /** Left out where no server keeps the drive. */
  readonly keep?: ((choice: Keep) => void) | undefined;
  /** Left out where nothing can be put. */
  readonly paste?: (() => void) | undefined;
  readonly newFolder?: (() => void) | undefined;
}

/**
 * @param chosen nothing for the menu of the folder itself
 * @param kept what holds for all that are chosen, if it is the same
 */
export function itemActions(
  chosen: readonly Item[],
  run: ItemHandlers,
  { canPaste, kept }: { readonly canPaste: boolean; readonly kept: Keep | undefined },
): readonly MenuAction[] {
  const paste = run.paste;
  const pasting: MenuAction[] =
    paste === undefined
      ? []
      : [
          {
            label: t`Paste`,
            icon: ClipboardPaste,
            keys: 'mod+v',
            isDisabled: !canPaste,
            onSelect: paste,
          },
        ];
  const [first] = chosen;
  if (first === undefined) {
    const creating = run.newFolder;
    return creating === undefined
      ? pasting
      : [{ label: t`New folder`, icon: FolderPlus, onSelect: creating }, ...pasting];
  }
  const isOne = chosen.length === 1;
  const isStarred = chosen.every(({ favourite }) => favourite === true);
  return [
    ...(isOne ? oneActions(first, run) : []),
    { label: t`Move to…`, icon: FolderInput, onSelect: run.moveTo },
    { label: t`Copy to…`, icon: Copy, onSelect: run.copyTo },
    { label: t`Add to project…`, icon: Layers, onSelect: run.attach },
    {
      label: isStarred ? t`Remove from favourites` : t`Add to favourites`,
      icon: Star,
      onSelect: () => run.star(!isStarred),
    },
    { label: t`Download`, icon: Download, onSelect: run.download },
    ...keepActions(run, kept),
    'separator',
    { label: t`Copy`, icon: Copy, keys: 'mod+c', onSelect: run.copy },
    { label: t`Cut`, icon: Scissors, keys: 'mod+x', onSelect: run.cut },
    ...pasting,
    'separator',
    { label: t`Delete`, icon: Trash2, keys: 'delete', isDanger: true, onSelect: run.remove },
  ];
}

function keepActions({ keep }: ItemHandlers, kept: Keep | undefined): readonly MenuAction[] {
  if (keep === undefined) return [];
  return [
    'separator',
    {
      label: t`Keep on this computer`,
      icon: HardDriveDownload,
      isDisabled: kept === 'here',
      onSelect: () => keep('here'),
    },
    {
      label: t`Free up space here`,
      icon: Cloud,
      isDisabled: kept === 'placeholder',
      onSelect: () => keep('placeholder'),
    },
  ];
}

function oneActions(item: Item, run: ItemHandlers): readonly MenuAction[] {
  return [
    item.type === 'folder'
      ? { label: t`Open`, icon: FolderOpen, keys: 'enter', onSelect: () => run.open(item) }
      : { label: t`Quick look`, icon: Eye, keys: 'space', onSelect: () => run.look(item) },
    { label: t`Details`, icon: Info, keys: 'mod+i', onSelect: run.details },
    { label: t`Rename`, icon: Pencil, keys: 'f2', onSelect: () => run.rename(item) },
    'separator',
  ];
}

/** A folder comes as a zip archive. */
export function addressOf({ id, type }: Item): string {
  return `/api/v1/drives/items/${id}/${type === 'file' ? 'binary' : 'zip'}`;
}

export function download(items: readonly Item[]): void {
  for (const item of items) {
    const link = document.createElement('a');
    link.href = addressOf(item);
    link.download = '';
    link.click();
  }
}
