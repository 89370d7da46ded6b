/** The two ways a file comes in: dropped on an area, or chosen from the system's own dialog. */
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useAbilities, type FileTarget } from '../data/abilities.ts';
import { useNotices } from '../parts/notices.tsx';
import { addDropped, readDropped } from './dropped.ts';
import { useUploads } from './uploads.tsx';

interface FileInputProps {
  /** Where the app itself puts the files, when there is an app: it takes folders, and files of any size, by path. */
  readonly target: FileTarget;
  /** What a browser does with them. */
  readonly onFiles: (files: readonly File[]) => void;
}

export function DropArea({ target, onFiles, children }: FileInputProps & { children: ReactNode }) {
  const add = useAdd(target, onFiles);
  const abilities = useAbilities();
  const [over, setOver] = useState(false);
  const { showError } = useNotices();
  const { queue } = useUploads();
  useNoStrayDrops();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (abilities !== undefined) return add([...event.dataTransfer.files]);
    if (holdsFolder(event.dataTransfer))
      readDropped(event.dataTransfer)
        .then((dropped) => addDropped(queue, target, dropped))
        .catch(showError);
    else onFiles([...event.dataTransfer.files]);
  };
  return (
    <div
      className={over ? 'drop-area over' : 'drop-area'}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={({ currentTarget, relatedTarget }) =>
        currentTarget.contains(relatedTarget as Node | null) || setOver(false)
      }
      onDrop={drop}
    >
      {children}
    </div>
  );
}

/** A file dropped beside the areas that take it would otherwise replace the page. */
export function useNoStrayDrops(): void {
  useEffect(() => {
    const ignore = (event: Event) => event.preventDefault();
    addEventListener('dragover', ignore);
    addEventListener('drop', ignore);
    return () => {
      removeEventListener('dragover', ignore);
      removeEventListener('drop', ignore);
    };
  }, []);
}

function holdsFolder({ items }: DataTransfer): boolean {
  return [...items].some((item) => item.webkitGetAsEntry()?.isDirectory === true);
}

/** @returns what takes files: the app where there is one, which reports by `onFiles` (`file-news.tsx`) */
function useAdd({ folderId, projectId }: FileTarget, onFiles: (files: readonly File[]) => void) {
  const abilities = useAbilities();
  const { showError } = useNotices();
  return (files: readonly File[]): void => {
    if (abilities === undefined) return onFiles(files);
    void abilities.addFiles(files, { folderId, projectId }).then((answer) => {
      if (!answer.ok) showError(new Error(answer.message));
    });
  };
}

interface FileButtonProps extends FileInputProps {
  readonly label: string;
  /** `secondary` where the screen has another primary action. */
  readonly look?: 'primary' | 'secondary';
}

export function FileButton({ label, look = 'primary', target, onFiles }: FileButtonProps) {
  const field = useChosen(useAdd(target, onFiles));
  return (
    <label className={look === 'primary' ? 'button' : 'button secondary'}>
      {label}
      <input ref={field} type="file" multiple />
    </label>
  );
}

/** Listens to the field itself: one that left the page while its dialog was open still takes what is chosen there. */
function useChosen(add: (files: readonly File[]) => void) {
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  useEffect(() => {
    const input = field.current;
    if (input === null) return;
    input.onchange = () => {
      latest.current([...(input.files ?? [])]);
      input.value = '';
    };
  }, []);
  return field;
}
