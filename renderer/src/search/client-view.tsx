/** “What would my AI see?”: the answer of the tool `search` as a client with a chosen key would get it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Eye, PlugZap, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { Key, Project } from '../../../contract/index.ts';
import { hashOf } from '../data/route.ts';
import { useAllKeys } from '../keys/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, ListState, Skeleton } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { BudgetField, TypeSelect } from './filter-bar.tsx';
import type { Filters } from './filters.ts';
import { usePreview } from './queries.ts';
import { ResultList } from './results.tsx';

interface ClientViewProps {
  readonly query: string;
  readonly filters: Filters;
  readonly projects: readonly Project[];
  readonly onChange: (filters: Filters) => void;
}

export function ClientView(props: ClientViewProps) {
  const { t } = useLingui();
  const keys = useAllKeys();
  const live = keys.items.filter(({ status }) => status === 'active');
  const [first] = props.projects;
  return (
    <ListState
      list={{ ...keys, items: live, hasMore: false }}
      empty={
        <EmptyState
          icon={PlugZap}
          title={t`No AI client can see anything yet`}
          action={
            first && (
              <a
                className="button secondary"
                href={hashOf({ page: 'project', projectId: first.id, section: 'servers' })}
              >
                <Trans>Connect an AI client</Trans>
              </a>
            )
          }
        >
          <Trans>
            Each client sees what its key is for. Once there is one, you can look through its eyes here.
          </Trans>
        </EmptyState>
      }
    >
      <ThroughKey {...props} keys={live} />
    </ListState>
  );
}

function ThroughKey({
  query,
  filters,
  projects,
  onChange,
  keys,
}: ClientViewProps & { keys: readonly Key[] }) {
  const { t } = useLingui();
  const key = keys.find(({ id }) => id === filters.keyId) ?? keys[0];
  if (key === undefined) return null;
  const reached = projects.filter(({ id }) => key.project_ids.includes(id));
  const project = reached.some(({ id }) => id === filters.project) ? filters.project : undefined;
  return (
    <>
      <div className="filters client-filters">
        <Select
          label={t`Through the key`}
          value={key.id}
          options={keys.map(({ id, description }) => ({ value: id, label: description }))}
          onChange={(keyId) => onChange({ ...filters, keyId })}
        />
        <Select
          label={t`Project`}
          value={project ?? 'any'}
          options={[
            { value: 'any', label: t`All its projects` },
            ...reached.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => onChange({ ...filters, project: id === 'any' ? undefined : id })}
        />
        <TypeSelect
          type={filters.type}
          isLabelHidden={false}
          onChange={(type) => onChange({ ...filters, type })}
        />
        <BudgetField budget={filters.budget} onChange={(budget) => onChange({ ...filters, budget })} />
      </div>
      {query === '' ? (
        <EmptyState icon={Eye} title={t`Look through the eyes of “${key.description}”`}>
          <Trans>
            Type a question: you see exactly the text that this client would be given, and why each passage is
            in it. Looking is not recorded as activity.
          </Trans>
        </EmptyState>
      ) : (
        <Seen query={query} keyId={key.id} filters={{ ...filters, project }} projects={projects} />
      )}
    </>
  );
}

interface SeenProps {
  readonly query: string;
  readonly keyId: string;
  readonly filters: Filters;
  readonly projects: readonly Project[];
}

function Seen({ query, keyId, filters, projects }: SeenProps) {
  const { t } = useLingui();
  const [tab, setTab] = useState<'passages' | 'text'>('passages');
  const seen = usePreview(query, keyId, filters);
  if (seen.data === undefined)
    return seen.error === null ? (
      <Skeleton />
    ) : (
      <ErrorState error={seen.error} retry={() => void seen.refetch()} />
    );
  const { text, text_tokens, results } = seen.data;
  return (
    <>
      <output className="summary">
        <Plural value={results.length} _0="No passages" one="# passage" other="# passages" /> ·{' '}
        <Plural value={text_tokens} one="about # token" other="about # tokens" />{' '}
        <Trans>with everything around the passages, as the client counts</Trans>
      </output>
      <Tabs
        label={t`How to show the answer`}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'passages',
            label: t`Passages and why`,
            content:
              results.length === 0 ? (
                <EmptyState icon={SearchX} title={t`This client would be told that nothing was found`}>
                  <Trans>
                    What it needs may be in a project that its key is not for, or say it in other words.
                  </Trans>
                </EmptyState>
              ) : (
                <ResultList
                  passages={results}
                  isOld={seen.isPlaceholderData}
                  projects={projects}
                  showsScores
                  onOpen={() => undefined}
                  onBeside={() => undefined}
                />
              ),
          },
          {
            value: 'text',
            label: t`Exact text`,
            content: (
              <div className="exact">
                <CopyButton text={text} label={t`Copy text`} />
                {/* Long, so it can be scrolled by the keyboard, too. */}
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
                <section tabIndex={0} aria-label={t`Exactly what the client is given`}>
                  <pre>{text}</pre>
                </section>
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
