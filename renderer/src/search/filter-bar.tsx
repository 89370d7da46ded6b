/** What a search is narrowed by. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { SlidersHorizontal } from 'lucide-react';
import type { Project } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/choices.tsx';
import { TextField } from '../parts/fields.tsx';
import { Popover } from '../parts/popover.tsx';
import { Select } from '../parts/select.tsx';
import {
  budgetOf,
  countMore,
  isNarrowed,
  withoutFilters,
  type Filters,
  type PassageType,
  type Period,
} from './filters.ts';

interface FilterBarProps {
  readonly filters: Filters;
  readonly projects: readonly Project[];
  readonly onChange: (filters: Filters) => void;
}

const any = 'any';

export function FilterBar({ filters, projects, onChange }: FilterBarProps) {
  const { t } = useLingui();
  const set = (part: Partial<Filters>) => onChange({ ...filters, ...part });
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
      <TypeSelect type={filters.type} onChange={(type) => set({ type })} />
      <PeriodSelect since={filters.since} onChange={(since) => set({ since })} />
      <MoreFilters filters={filters} onChange={set} />
      {isNarrowed(filters) && (
        <Button look="ghost" onClick={() => onChange(withoutFilters(filters))}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
    </div>
  );
}

interface TypeSelectProps {
  readonly type: PassageType | undefined;
  readonly isLabelHidden?: boolean;
  readonly onChange: (type: PassageType | undefined) => void;
}

export function TypeSelect({ type, isLabelHidden = true, onChange }: TypeSelectProps) {
  const { t } = useLingui();
  return (
    <Select<PassageType | typeof any>
      label={t`Kind`}
      isLabelHidden={isLabelHidden}
      value={type ?? any}
      options={[
        { value: any, label: t`All kinds` },
        { value: 'document', label: t`Documents` },
        { value: 'memory', label: t`Memories` },
        { value: 'message', label: t`Conversations` },
      ]}
      onChange={(value) => onChange(value === any ? undefined : value)}
    />
  );
}

interface PeriodSelectProps {
  readonly since: Period | undefined;
  readonly onChange: (since: Period | undefined) => void;
}

export function PeriodSelect({ since, onChange }: PeriodSelectProps) {
  const { t } = useLingui();
  return (
    <Select<Period | typeof any>
      label={t`Time`}
      isLabelHidden
      value={since ?? any}
      options={[
        { value: any, label: t`Any time` },
        { value: 'day', label: t`Past day` },
        { value: 'week', label: t`Past week` },
        { value: 'month', label: t`Past month` },
        { value: 'year', label: t`Past year` },
      ]}
      onChange={(value) => onChange(value === any ? undefined : value)}
    />
  );
}

function MoreFilters({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (part: Partial<Filters>) => void;
}) {
  const { t } = useLingui();
  const more = countMore(filters);
  const text = (value: string) => (value === '' ? undefined : value);
  return (
    <Popover
      title={t`More filters`}
      trigger={
        <Button icon={SlidersHorizontal}>
          {more === 0 ? (
            <Trans>More filters</Trans>
          ) : (
            <Plural value={more} one="# more filter" other="# more filters" />
          )}
        </Button>
      }
    >
      <div className="more-filters">
        <TextField
          label={t`Said by`}
          hint={t`A person’s name in a conversation.`}
          defaultValue={filters.author}
          maxLength={100}
          onChange={({ target }) => onChange({ author: text(target.value) })}
        />
        <TextField
          label={t`Written by client`}
          hint={t`What the AI client calls itself, such as Claude Code.`}
          defaultValue={filters.client}
          maxLength={100}
          onChange={({ target }) => onChange({ client: text(target.value) })}
        />
        <TextField
          label={t`Tag`}
          defaultValue={filters.tag}
          maxLength={64}
          onChange={({ target }) => onChange({ tag: text(target.value) })}
        />
        <BudgetField budget={filters.budget} onChange={(budget) => onChange({ budget })} />
        <Switch
          label={t`Show scores`}
          hint={t`Why each passage was found.`}
          isOn={filters.scores === true}
          onChange={(isOn) => onChange({ scores: isOn || undefined })}
        />
      </div>
    </Popover>
  );
}

interface BudgetFieldProps {
  readonly budget: number | undefined;
  readonly onChange: (budget: number | undefined) => void;
}

export function BudgetField({ budget, onChange }: BudgetFieldProps) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`At most so many tokens`}
      inputMode="numeric"
      placeholder={t`No limit`}
      defaultValue={budget}
      maxLength={6}
      onChange={({ target }) => onChange(budgetOf(target.value))}
    />
  );
}
