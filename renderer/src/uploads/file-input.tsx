/** The two ways a file comes in: dropped on an area, or chosen from the system's own dialog. */
import { useEffect, useState, type DragEvent, type ReactNode } from 'react';
import { useNotices } from '../parts/notices.tsx';

export function DropArea({
  onFiles,
  children,
}: {
  onFiles: (files: readonly File[]) => void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const { showError } = useNotices();
  useEffect(() => {
    // A file dropped beside the area would otherwise replace the page.
    const ignore = (event: Event) => event.preventDefault();
    addEventListener('dragover', ignore);
    addEventListener('drop', ignore);
    return () => {
      removeEventListener('dragover', ignore);
      removeEventListener('drop', ignore);
    };
  }, []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files, folders } = sorted(event.dataTransfer);
    if (folders > 0) showError(new Error('Folders cannot be dropped. Open them and drop the files in them.'));
    if (files.length > 0) onFiles(files);
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

function sorted({ items, files }: DataTransfer): { files: File[]; folders: number } {
  const folders = [...items].filter((item) => item.webkitGetAsEntry()?.isDirectory === true).length;
  if (folders === 0) return { files: [...files], folders };
  const kept = [...items].filter((item) => item.webkitGetAsEntry()?.isFile === true);
  return { files: kept.map((item) => item.getAsFile()).filter((file) => file !== null), folders };
}

export function FileButton({ label, onFiles }: { label: string; onFiles: (files: readonly File[]) => void }) {
  return (
    <label className="button">
      {label}
      <input
        type="file"
        multiple
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = '';
        }}
      />
    </label>
  );
}
