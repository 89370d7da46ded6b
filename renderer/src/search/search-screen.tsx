/** Search over everything that is kept, and what a client would be given for the same words. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { readRoute, replaceRoute, subscribeToRoute } from '../data/route.ts';
import { useSettled } from '../data/settled.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { useTitle } from '../parts/title.ts';
import { useProjects } from '../projects/queries.ts';
import { ClientView } from './client-view.tsx';
import { FilterBar } from './filter-bar.tsx';
import { readFilters, writeFilters } from './filters.ts';
import { Results } from './results.tsx';

const pauseMs = 80;

export default function SearchScreen({ initial }: { initial: string }) {
  const { t } = useLingui();
  const [text, setText] = useState(initial);
  const [filters, setFilters] = useState(filtersInAddress);
  const query = useSettled(text.trim(), pauseMs);
  const projects = useProjects();
  const field = useRef<HTMLInputElement>(null);
  useTitle(query === '' ? t`Search` : t`${query} – Search`);
  useShortcut('/', t`Go to the search field`, () => field.current?.select());
  // The address keeps what is asked, so that going back to the page finds it again.
  useEffect(() => replaceRoute({ page: 'search', query, filters: writeFilters(filters) }), [query, filters]);
  useEffect(
    () =>
      subscribeToRoute(() => {
        const route = readRoute(location.hash);
        if (route.page !== 'search') return;
        setText(route.query);
        setFilters(filtersInAddress());
      }),
    [],
  );
  const isClient = filters.view === 'client';
  return (
    // Hears the arrows of the field and of the links within.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={walkResults}>
      <header>
        <h1>
          <Trans>Search</Trans>
        </h1>
        <div className="actions">
          <SegmentedControl
            label={t`Who asks`}
            value={isClient ? 'client' : 'all'}
            options={[
              { value: 'all', label: t`Everything` },
              { value: 'client', label: t`What would my AI see?` },
            ]}
            onChange={(view) => setFilters({ ...filters, view: view === 'client' ? view : undefined })}
          />
        </div>
      </header>
      <input
        ref={field}
        type="search"
        aria-label={t`Search documents, memories and conversations`}
        placeholder={t`What do you want to recall?`}
        autoComplete="off"
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {isClient ? (
        <ClientView query={query} filters={filters} projects={projects.items} onChange={setFilters} />
      ) : (
        <>
          <FilterBar filters={filters} projects={projects.items} onChange={setFilters} />
          {query === '' ? (
            <EmptyState icon={Search} title={t`Ask as you would ask your AI client`}>
              <Trans>
                A few words or a whole question. You see what a client would be given, and where it stands.
              </Trans>
            </EmptyState>
          ) : (
            <Results query={query} filters={filters} projects={projects.items} onFilters={setFilters} />
          )}
        </>
      )}
    </div>
  );
}

function filtersInAddress() {
  const route = readRoute(location.hash);
  return readFilters(route.page === 'search' ? (route.filters ?? '') : '');
}

/** Down from the field into the results, along them, and up again into the field. */
function walkResults(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.defaultPrevented) return;
  const stops = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('input[type="search"], .results .source a'),
  ];
  const at = stops.findIndex((stop) => stop === event.target);
  const next = stops[at + step];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
