/** Takes everything, or one project, out of Keepsake as one archive. */
import { Trans, useLingui } from '@lingui/react/macro';
import { PackageOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { SegmentedControl } from '../parts/choices.tsx';
import { Problem } from '../parts/dialog.tsx';
import { Progress } from '../parts/facts.tsx';
import { useNotices } from '../parts/notices.tsx';
import { Select } from '../parts/select.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';
import { saveExport } from './exporting.ts';

type Format = 'archive' | 'git';
const everything = 'all';

/** @param projectId the one project to export; a choice is offered when left out */
export function ExportPart({ projectId }: { projectId?: string }) {
  const { t } = useLingui();
  const projects = useProjects();
  const [chosen, setChosen] = useState(everything);
  const [format, setFormat] = useState<Format>('git');
  const id = projectId ?? (chosen === everything ? undefined : chosen);
  const project = projects.items.find((one) => one.id === id);
  const { run, stop, bytes, isRunning, error } = useExport(() => ({ project, hasGit: format === 'git' }));
  return (
    <section>
      <h2>
        <Trans>Export</Trans>
      </h2>
      <div className="card">
        <p className="quiet">
          <Trans>
            One zip archive that opens without Keepsake: files as they are, memories and conversations as
            Markdown, values as JSON, and the whole history. It is not encrypted.
          </Trans>
        </p>
        {projectId === undefined && (
          <Select
            label={t`What`}
            value={chosen}
            options={[
              { value: everything, label: t`Everything, with the whole drive` },
              ...projects.items.map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={setChosen}
          />
        )}
        <div className="row-between">
          <div>
            <span className="label">
              <Trans>Format</Trans>
            </span>
            <small className="under">
              {format === 'git'
                ? t`Each change is a commit of a git repository inside the archive.`
                : t`Smaller; the history is there as JSON lines alone.`}
            </small>
          </div>
          <SegmentedControl<Format>
            label={t`Format`}
            value={format}
            options={[
              { value: 'git', label: t`With git repository` },
              { value: 'archive', label: t`Archive alone` },
            ]}
            onChange={setFormat}
          />
        </div>
        <Problem error={error} />
        {isRunning ? (
          <div className="running">
            <Progress label={t`${sizeInWords(bytes)} so far`} />
            <Button onClick={stop}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        ) : (
          <Button
            look="primary"
            icon={PackageOpen}
            className="at-end"
            disabled={id !== undefined && project === undefined}
            onClick={run}
          >
            {id === undefined ? <Trans>Export everything</Trans> : <Trans>Export this project</Trans>}
          </Button>
        )}
      </div>
    </section>
  );
}

/** @param what is asked when it begins */
function useExport(what: () => Parameters<typeof saveExport>[0]) {
  const { t } = useLingui();
  const { show } = useNotices();
  const stopping = useRef<AbortController>(undefined);
  const [bytes, setBytes] = useState(0);
  const save = useChange(
    async () => {
      const abort = new AbortController();
      stopping.current = abort;
      setBytes(0);
      try {
        const size = await saveExport(what(), { signal: abort.signal, onProgress: setBytes });
        show(t`Exported ${sizeInWords(size)}. It is among your downloads.`);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        show(t`The export was cancelled. Nothing was saved.`);
      }
    },
    { inDialog: true },
  );
  return {
    run: () => save.mutate(undefined),
    stop: () => stopping.current?.abort(),
    bytes,
    isRunning: save.isPending,
    error: save.error,
  };
}
