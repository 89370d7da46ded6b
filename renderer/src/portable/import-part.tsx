/** Brings something into Keepsake: an archive is looked at first, and only then imported. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FileInput } from 'lucide-react';
import { useRef, useState } from 'react';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { Progress } from '../parts/facts.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { ArchiveDrop } from './archive-drop.tsx';
import { ImportReview } from './import-review.tsx';
import { putAway, sendArchive, type Arrived } from './importing.ts';
import { useSourceNames } from './source-names.ts';

/** @param projectId where it goes; asked for when left out */
export function ImportPart({ projectId }: { projectId?: string }) {
  const { t } = useLingui();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState(0);
  const [arrived, setArrived] = useState<Arrived>();
  const stopping = useRef<AbortController>(undefined);
  const send = useChange(
    async (one: File) => {
      const abort = new AbortController();
      stopping.current = abort;
      setShare(0);
      try {
        setArrived(await sendArchive(one, { signal: abort.signal, onProgress: setShare }));
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    },
    { inDialog: true },
  );
  const away = useChange(putAway);
  const finish = () => {
    if (arrived !== undefined) away.mutate(arrived);
    setArrived(undefined);
    setFile(undefined);
  };
  const take = (one: File) => (setFile(one), send.mutate(one));
  return (
    <section>
      <h2>
        <Trans>Import</Trans>
      </h2>
      {arrived !== undefined ? (
        <ImportReview arrived={arrived} projectId={projectId} onClose={finish} />
      ) : (
        <div className="card">
          <p className="quiet">
            <Trans>
              You see what would be added before anything is. Importing the same twice adds nothing twice.
            </Trans>
          </p>
          {send.isPending && file !== undefined ? (
            <div className="running">
              <Progress label={t`${file.name}, ${sizeInWords(file.size)}`} share={share} />
              <Button onClick={() => stopping.current?.abort()}>
                <Trans>Cancel</Trans>
              </Button>
            </div>
          ) : (
            <ArchiveDrop onFile={take} />
          )}
          <Problem error={send.error} />
          <Products />
        </div>
      )}
    </section>
  );
}

function Products() {
  const { t } = useLingui();
  const names = useSourceNames();
  const formats = [
    [names.keepsake, t`an exported archive (.zip), also of one project`],
    [names.chatgpt, t`the data export (.zip, or its conversations.json)`],
    [names.claude, t`the data export (.zip, or its conversations.json)`],
    [names.mem0, t`memories as JSON`],
    [names['server-memory'], t`its memory file (.jsonl or .json)`],
    [names.markdown, t`a zip of notes, one memory for each file`],
  ] as const;
  return (
    <details className="products">
      <summary>
        <FileInput size={14} strokeWidth={1.75} aria-hidden />
        <Trans>What can be imported</Trans>
      </summary>
      <dl className="key-value">
        {formats.map(([name, what]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        <Trans>
          BotWire and MemoryLake are read from their addresses:{' '}
          <code>keepsake import --from botwire --url …</code>
        </Trans>
      </p>
    </details>
  );
}
