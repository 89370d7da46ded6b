/** Dragging inside the drive, and what the system drops: folders take both, and show it while something is over them. */
import { useState, type DragEvent } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useAbilities, valueOf } from '../data/abilities.ts';
import { useNotices } from '../parts/notices.tsx';
import { addDropped, readDropped } from '../uploads/dropped.ts';
import { useUploads } from '../uploads/uploads.tsx';
import type { ItemActions, Place } from './actions.ts';

/** What is dragged in this page: browsers tell the types of a drag and not what it holds, until it is dropped. */
let dragged: readonly Item[] = [];

export function beginDrag({ dataTransfer }: DragEvent, items: readonly Item[]): void {
  dragged = items;
  dataTransfer.effectAllowed = 'copyMove';
  dataTransfer.setData('text/plain', items.map(({ name }) => name).join('\n'));
}

export function endDrag(): void {
  dragged = [];
}

export interface Drops {
  /** The id of the folder that something is over. */
  readonly over: string | undefined;
  /** What makes an element take drops for a folder. */
  readonly of: (folder: Place) => {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** With Ctrl (on a Mac: Alt) what is dragged inside is copied. */
export function useDrops(actions: ItemActions): Drops {
  const [over, setOver] = useState<string>();
  const take = useFiles();
  return {
    over,
    of: (folder) => ({
      onDragOver(event) {
        if (!accepts(event, folder.id)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = dragged.length === 0 || isCopy(event) ? 'copy' : 'move';
        setOver(folder.id);
      },
      onDragLeave({ currentTarget, relatedTarget }) {
        if (!currentTarget.contains(relatedTarget as Node | null))
          setOver((before) => (before === folder.id ? undefined : before));
      },
      onDrop(event) {
        setOver(undefined);
        if (!accepts(event, folder.id)) return;
        event.preventDefault();
        event.stopPropagation();
        const items = dragged;
        if (items.length === 0) take(event.dataTransfer, folder.id);
        else void (isCopy(event) ? actions.copy(items, folder) : actions.move(items, folder));
        endDrag();
      },
    }),
  };
}

function isCopy({ ctrlKey, altKey }: DragEvent): boolean {
  return ctrlKey || altKey;
}

/** No folder goes into itself, and what stands in a folder needs not be moved there. */
function accepts(event: DragEvent, folderId: string): boolean {
  if (dragged.length === 0) return event.dataTransfer.types.includes('Files');
  if (dragged.some(({ id }) => id === folderId)) return false;
  return isCopy(event) || dragged.some(({ parent_id }) => parent_id !== folderId);
}

/** @returns what takes dropped files and folders: the app where there is one, the page's own uploads otherwise */
function useFiles(): (data: DataTransfer, folderId: string) => void {
  const abilities = useAbilities();
  const { queue } = useUploads();
  const { showError } = useNotices();
  return (data, folderId) => {
    const taken =
      abilities === undefined
        ? readDropped(data).then((dropped) => addDropped(queue, { folderId }, dropped))
        : abilities.addFiles([...data.files], { folderId }).then(valueOf);
    taken.catch(showError);
  };
}
