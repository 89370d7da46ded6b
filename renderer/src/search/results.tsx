/** What a search of everything found, and what is open beside it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { SearchX } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { Passage, Project } from '../../../contract/index.ts';
import { rememberSearch } from '../palette/recent.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { SplitPane } from '../parts/split-pane.tsx';
import { isNarrowed, withoutFilters, type Filters } from './filters.ts';
import { PassageDetail } from './passage-detail.tsx';
import { useSearch } from './queries.ts';
import { Result, titleOf } from './result.tsx';

interface ResultsProps {
  readonly query: string;
  readonly filters: Filters;
  readonly projects: readonly Project[];
  readonly onFilters: (filters: Filters) => void;
}

export function Results({ query, filters, projects, onFilters }: ResultsProps) {
  const { t } = useLingui();
  const found = useSearch(query, filters);
  const [beside, setBeside] = useState<string>();
  const open = found.items.find(({ id }) => id === beside);
  const { tokens } = found;
  return (
    <SplitPane
      label={open === undefined ? '' : titleOf(open)}
      onClose={() => setBeside(undefined)}
      detail={open && <PassageDetail key={open.id} passage={open} onClose={() => setBeside(undefined)} />}
      list={
        <>
          <output className="summary">
            {found.items.length > 0 && (
              <>
                {found.hasMore ? (
                  <Plural value={found.items.length} one="The best result" other="The best # results" />
                ) : (
                  <Plural value={found.items.length} one="# result" other="# results" />
                )}{' '}
                · <Plural value={tokens} one="about # token of text" other="about # tokens of text" />
              </>
            )}
          </output>
          <ListState
            list={found}
            empty={
              <EmptyState
                icon={SearchX}
                title={t`Nothing relevant for “${query}”`}
                action={
                  isNarrowed(filters) && (
                    <Button onClick={() => onFilters(withoutFilters(filters))}>
                      <Trans>Search without filters</Trans>
                    </Button>
                  )
                }
              >
                <Trans>
                  An AI client is told the same, rather than something beside the point. Try other words, or
                  fewer. Documents that are still being read are not found yet.
                </Trans>
              </EmptyState>
            }
          >
            <ResultList
              passages={found.items}
              isOld={found.isOld}
              projects={projects}
              showsScores={filters.scores === true}
              beside={open?.id}
              onOpen={() => rememberSearch(query)}
              onBeside={setBeside}
            />
          </ListState>
        </>
      }
    />
  );
}

interface ResultListProps {
  readonly passages: readonly Passage[];
  readonly isOld: boolean;
  readonly projects: readonly Project[];
  readonly showsScores: boolean;
  readonly beside?: string | undefined;
  readonly onOpen: () => void;
  readonly onBeside: (id: string) => void;
}

export function ResultList({ passages, isOld, projects, beside, onBeside, ...rest }: ResultListProps) {
  const weak = firstWeak(passages);
  return (
    <ol className="rows results" aria-busy={isOld}>
      {passages.map((passage, at) => (
        <Fragment key={passage.id}>
          {at === weak && (
            <li className="results-line">
              <small>
                <Trans>Less likely to be what you asked for</Trans>
              </small>
            </li>
          )}
          <Result
            passage={passage}
            project={projects.find(({ id }) => id === passage.project_id)?.name}
            isOpen={beside === passage.id}
            onBeside={() => onBeside(passage.id)}
            {...rest}
          />
        </Fragment>
      ))}
    </ol>
  );
}

const weakShare = 0.25;

/** Where those begin that are all much less relevant than the best one; -1 when there are none. */
export function firstWeak(passages: readonly Pick<Passage, 'relevance'>[]): number {
  const best = Math.max(0, ...passages.map(({ relevance }) => relevance));
  const last = passages.findLastIndex(({ relevance }) => relevance >= best * weakShare);
  return last < 0 || last === passages.length - 1 ? -1 : last + 1;
}
