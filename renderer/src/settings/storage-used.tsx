/** What is stored and how much room it takes, by kind and by project. */
import { Trans, useLingui } from '@lingui/react/macro';
import { KeyValue } from '../parts/facts.tsx';
import { hashOf } from '../data/route.ts';
import { sizeInWords } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';
import { Part } from './part.tsx';
import { useServerDetails, useStorage } from './queries.ts';
import { Reading } from './reading.tsx';

type Used = NonNullable<ReturnType<typeof useStorage>['data']>;

export function StorageUsed() {
  const { t } = useLingui();
  const storage = useStorage();
  return (
    <>
      <Part title={t`Storage used`}>
        <Reading query={storage}>{(used) => <Sums used={used} />}</Reading>
      </Part>
      {storage.data !== undefined && storage.data.projects.length > 0 && (
        <Part title={t`By project`}>
          <ByProject projects={storage.data.projects} />
        </Part>
      )}
    </>
  );
}

function Sums({ used }: { used: Used }) {
  const { t } = useLingui();
  const details = useServerDetails().data;
  const indexes = used.projects.reduce((sum, one) => sum + one.index_bytes, 0);
  const here = used.originals_bytes - used.remote_bytes;
  const databases = Math.max(0, used.total_bytes - here - indexes);
  const remote = sizeInWords(used.remote_bytes);
  const parts = [
    { name: t`Files, every version`, bytes: here, look: 'files' },
    { name: t`Memories, values, history`, bytes: databases, look: 'data' },
    { name: t`Search index`, bytes: indexes, look: 'index' },
  ];
  return (
    <>
      <p className="big-number">
        <bdi>{sizeInWords(used.total_bytes)}</bdi>
      </p>
      <div className="shares" aria-hidden="true">
        {parts.map(({ look, bytes }) => (
          <i key={look} className={look} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <KeyValue
        facts={[
          ...parts.map(({ name, bytes, look }) => ({
            name,
            value: (
              <span className={`share ${look}`}>
                <bdi>{sizeInWords(bytes)}</bdi>
              </span>
            ),
          })),
          ...(used.remote_bytes === 0
            ? []
            : [{ name: t`Files in the cloud, not on this computer`, value: <bdi>{remote}</bdi> }]),
          { name: t`Files and folders`, value: used.items.toLocaleString() },
          { name: t`In the trash`, value: used.trashed_items.toLocaleString() },
          ...(details?.quota_bytes == null
            ? []
            : [{ name: t`Most that files may take`, value: sizeInWords(details.quota_bytes) }]),
        ]}
      />
    </>
  );
}

function ByProject({ projects }: { projects: Used['projects'] }) {
  const { t } = useLingui();
  const names = new Map(useProjects().items.map(({ id, name }) => [id, name]));
  const sizeOf = (one: Used['projects'][number]) => one.originals_bytes + one.database_bytes;
  const largest = Math.max(...projects.map(sizeOf), 1);
  return (
    <>
      <ul className="usage-bars">
        {projects
          .toSorted((a, b) => sizeOf(b) - sizeOf(a))
          .map((one) => (
            <li key={one.project_id}>
              <a href={hashOf({ page: 'project', projectId: one.project_id, section: 'documents' })}>
                {names.get(one.project_id) ?? t`A deleted project`}
              </a>
              <span className="quiet">
                <bdi>{sizeInWords(sizeOf(one))}</bdi>
              </span>
              <i aria-hidden="true" style={{ inlineSize: `${(sizeOf(one) / largest) * 100}%` }} />
            </li>
          ))}
      </ul>
      <p className="quiet">
        <Trans>Files stand in the drive once; several projects may count the same one.</Trans>
      </p>
    </>
  );
}
