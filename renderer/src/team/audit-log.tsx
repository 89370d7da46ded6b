/** Who did what in the account, newest first. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { AuditEvent } from '../../../contract/operations/audit.ts';
import { useAllKeys } from '../keys/queries.ts';
import { Button } from '../parts/button.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowMain } from '../parts/row.tsx';
import { Select } from '../parts/select.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';
import { actionOptions, auditInWords } from './audit-words.ts';
import { useAudit, useMembers, type AuditFilters } from './queries.ts';

export function AuditLog() {
  const [filters, setFilters] = useState<AuditFilters>({});
  const audit = useAudit(filters);
  const names = useNames();
  return (
    <>
      <div className="row-between">
        <p className="quiet">
          <Trans>Nothing can be taken out of it. It says what was done to what, and holds no contents.</Trans>
        </p>
        <a className="button secondary" href="/api/v1/audit/export" download>
          <Download size={16} strokeWidth={1.75} aria-hidden />
          <Trans>Save all as JSON lines</Trans>
        </a>
      </div>
      <AuditFilterBar filters={filters} onChange={setFilters} />
      <ListState
        list={audit}
        empty={
          <p className="quiet">
            {isNarrowed(filters) ? (
              <Trans>Nothing like this happened.</Trans>
            ) : (
              <Trans>Nothing has happened yet.</Trans>
            )}
          </p>
        }
      >
        <ul className="rows">
          {audit.items.map((event) => (
            <EventRow key={event.seq} event={event} names={names} />
          ))}
        </ul>
      </ListState>
    </>
  );
}

function isNarrowed(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

const any = 'any';

function AuditFilterBar({
  filters,
  onChange,
}: {
  filters: AuditFilters;
  onChange: (next: AuditFilters) => void;
}) {
  const { t } = useLingui();
  const [members, keys] = [useMembers().items, useAllKeys().items];
  const chosen = (value: string) => (value === any ? undefined : value);
  return (
    <div className="filters">
      <Select
        label={t`Who`}
        isLabelHidden
        value={filters.by ?? any}
        options={[
          { value: any, label: t`Everybody` },
          { value: 'owner', label: t`Who runs the server` },
          ...members.map(({ id, name }) => ({ value: id, label: name })),
          ...keys.map(({ id, description }) => ({ value: id, label: description })),
        ]}
        onChange={(by) => onChange({ ...filters, by: chosen(by) })}
      />
      <Select
        label={t`What`}
        isLabelHidden
        value={filters.action ?? any}
        options={[{ value: any, label: t`Everything done` }, ...actionOptions()]}
        onChange={(action) => onChange({ ...filters, action: chosen(action) })}
      />
      {isNarrowed(filters) && (
        <Button look="ghost" onClick={() => onChange({})}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
    </div>
  );
}

/** What people call the members, keys and projects that are there. */
function useNames(): ReadonlyMap<string, string> {
  const [members, keys, projects] = [useMembers().items, useAllKeys().items, useProjects().items];
  return new Map([
    ...members.map(({ id, name }) => [id, name] as const),
    ...keys.map(({ id, description }) => [id, description] as const),
    ...projects.map(({ id, name }) => [id, name] as const),
  ]);
}

const shownTargets = 3;

function EventRow({ event, names }: { event: AuditEvent; names: ReadonlyMap<string, string> }) {
  const { time, by } = event;
  // A record and what is kept beside it have one id.
  const targets = [...new Map(event.targets.map((one) => [one.id, one])).values()];
  const named = targets.flatMap(({ id }) => names.get(id) ?? []).slice(0, shownTargets);
  const more = targets.length - shownTargets;
  return (
    <li>
      <RowMain>
        <span>
          <strong>{auditInWords(event)}</strong>{' '}
          {named.map((name, at) => (
            <bdi key={at} className="quiet">
              {name}
            </bdi>
          ))}
        </span>
        <small className="audit-details">
          <span>{writerInWords(by)}</span>
          {targets.slice(0, shownTargets).map(({ id, status }) => (
            <code key={id} dir="ltr" title={status}>
              {id}
            </code>
          ))}
          {more > 0 && <Plural value={more} one="and # more" other="and # more" />}
        </small>
      </RowMain>
      <small>
        <When time={time} />
      </small>
    </li>
  );
}
