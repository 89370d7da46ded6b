/** What activity is narrowed by. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Key, Project } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { PeriodSelect } from '../search/filter-bar.tsx';
import type { ActivityFilters } from './filters.ts';

interface ActivityFilterBarProps {
  readonly filters: ActivityFilters;
  readonly keys: readonly Key[];
  readonly projects: readonly Project[];
  readonly onChange: (filters: ActivityFilters) => void;
}

const any = 'any';

export function ActivityFilterBar({ filters, keys, projects, onChange }: ActivityFilterBarProps) {
  const { t } = useLingui();
  const set = (part: ActivityFilters) => onChange({ ...filters, ...part });
  const isNarrowed = Object.values(filters).some((value) => value !== undefined);
  return (
    <div className="filters">
      <Select
        label={t`Project`}
        isLabelHidden
        value={filters.project ?? any}
        options={[
          { value: any, label: t`All projects` },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(project) => set({ project: project === any ? undefined : project })}
      />
      <Select
        label={t`Client`}
        isLabelHidden
        value={filters.keyId ?? any}
        options={[
          { value: any, label: t`All clients` },
          ...keys.map(({ id, description }) => ({ value: id, label: description })),
        ]}
        onChange={(keyId) => set({ keyId: keyId === any ? undefined : keyId })}
      />
      <Select<'any' | 'read' | 'write'>
        label={t`Kind`}
        isLabelHidden
        value={filters.kind ?? any}
        options={[
          { value: any, label: t`Reads and writes` },
          { value: 'read', label: t`Only reads` },
          { value: 'write', label: t`Only writes` },
        ]}
        onChange={(kind) => set({ kind: kind === any ? undefined : kind })}
      />
      <PeriodSelect since={filters.since} onChange={(since) => set({ since })} />
      {isNarrowed && (
        <Button look="ghost" onClick={() => onChange({})}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
    </div>
  );
}
