/** What an archive would add, what it is taken for and where it goes; then the import itself, and what it did. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  importSources,
  type ImportReport,
  type ImportSource,
} from '../../../contract/operations/portable.ts';
import { useChange } from '../data/change.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { Progress } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { Status } from '../parts/status.tsx';
import { useProjects } from '../projects/queries.ts';
import { importArchive, type Arrived } from './importing.ts';
import { ReportView } from './report-view.tsx';
import { useSourceNames } from './source-names.ts';

/** Those that come as a file. */
const sources = importSources.filter((one) => one !== 'botwire' && one !== 'memorylake');
const own = 'own';
const recognise = 'any';

interface ImportReviewProps {
  readonly arrived: Arrived;
  readonly projectId: string | undefined;
  readonly onClose: () => void;
}

export function ImportReview({ arrived, projectId, onClose }: ImportReviewProps) {
  const { t } = useLingui();
  const names = useSourceNames();
  const projects = useProjects();
  const [source, setSource] = useState<ImportSource | typeof recognise>(recognise);
  const [target, setTarget] = useState(projectId ?? own);
  const plan = {
    arrived,
    source: source === recognise ? undefined : source,
    projectId: target === own ? undefined : target,
  };
  const dryRun = useQuery({
    // Looked at once: what others write meanwhile does not begin it anew.
    queryKey: ['root', 'import', arrived.itemId, source, target],
    queryFn: () => importArchive(plan, true),
    retry: false,
    staleTime: Infinity,
  });
  const run = useChange(() => importArchive(plan, false), { inDialog: true });
  if (run.data !== undefined) return <Imported report={run.data} onClose={onClose} />;
  return (
    <div className="card" aria-busy={run.isPending}>
      <strong>
        <bdi>{arrived.name}</bdi>
      </strong>
      <div className="two-fields">
        <Select
          label={t`Made by`}
          value={source}
          options={[
            {
              value: recognise,
              label:
                dryRun.data === undefined ? t`Recognise it` : t`Recognised: ${names[dryRun.data.source]}`,
            },
            ...sources.map((one) => ({ value: one, label: names[one] })),
          ]}
          onChange={setSource}
        />
        <Select
          label={t`Goes into`}
          value={target}
          options={[
            { value: own, label: t`Projects of its own` },
            ...projects.items.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={setTarget}
        />
      </div>
      {dryRun.isFetching && <Skeleton rows={2} />}
      {!dryRun.isFetching && dryRun.error !== null && (
        <ErrorState error={dryRun.error} retry={() => void dryRun.refetch()} />
      )}
      {!dryRun.isFetching && dryRun.data !== undefined && <ReportView report={dryRun.data} />}
      <Problem error={run.error} />
      {run.isPending ? (
        <Progress label={t`Importing; it can be started again if it is interrupted`} />
      ) : (
        <div className="actions at-end">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            look="primary"
            disabled={dryRun.data === undefined || dryRun.isFetching || !addsSomething(dryRun.data)}
            onClick={() => run.mutate(undefined)}
          >
            <Trans>Import</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

function addsSomething({ counts }: ImportReport): boolean {
  return Object.values(counts).some(({ added }) => added > 0);
}

function Imported({ report, onClose }: { report: ImportReport; onClose: () => void }) {
  const [projectId] = report.project_ids;
  return (
    <div className="card">
      <Status tone="okay">
        <Trans>Imported</Trans>
      </Status>
      <ReportView report={report} />
      <p className="quiet">
        <Trans>The archive is now in the trash of the drive.</Trans>
      </p>
      <div className="actions at-end">
        {projectId !== undefined && (
          <a
            className="button secondary"
            href={hashOf({ page: 'project', projectId, section: 'memories' })}
            onClick={onClose}
          >
            <Trans>Open the project</Trans>
          </a>
        )}
        <Button look="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </div>
  );
}
