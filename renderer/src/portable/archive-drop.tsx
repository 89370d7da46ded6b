/** Where one archive is dropped or chosen; it is read by the page itself, in the app as in a browser. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type DragEvent } from 'react';
import { useNotices } from '../parts/notices.tsx';
import { useNoStrayDrops } from '../uploads/file-input.tsx';

export function ArchiveDrop({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useLingui();
  const { showError } = useNotices();
  const [over, setOver] = useState(false);
  useNoStrayDrops();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const isFolder = [...event.dataTransfer.items].some(
      (item) => item.webkitGetAsEntry()?.isDirectory === true,
    );
    const [file, second] = event.dataTransfer.files;
    if (isFolder) showError(new Error(t`A folder was dropped. Pack it into a zip file and drop that.`));
    else if (second !== undefined)
      showError(new Error(t`Several files were dropped. Import one after the other.`));
    else if (file !== undefined) onFile(file);
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
      <div className="drop">
        <span>
          <Trans>Drop an archive here, or</Trans>
        </span>
        <label className="button secondary">
          <Trans>Choose a file</Trans>
          <input
            type="file"
            accept=".zip,.json,.jsonl,.md,application/zip,application/json"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              target.value = '';
              if (file !== undefined) onFile(file);
            }}
          />
        </label>
      </div>
    </div>
  );
}
