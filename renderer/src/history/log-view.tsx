/** The log: every commit, newest first, and beside it what one of them changed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { History, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useKeys } from '../keys/queries.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { Select } from '../parts/select.tsx';
import { useSelection, type SelectionControl } from '../parts/selection.ts';
import { SplitPane } from '../parts/split-pane.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { CommitDetail } from './commit-detail.tsx';
import { commitInWords } from './commit-words.ts';
import { useLog, type Commit, type LogFilter } from './queries.ts';

interface LogViewProps {
  readonly projectId: string;
  readonly open: number | undefined;
  readonly onOpen: (seq: number | undefined) => void;
  readonly onCompare: (from: string) => void;
}

const rowHeight = 60;
const nothing: LogFilter = { kind: 'all', writer: 'all' };
const idOf = ({ seq }: Commit) => String(seq);

export function LogView({ projectId, open, onOpen, onCompare }: LogViewProps) {
  const { t } = useLingui();
  const [filter, setFilter] = useState(nothing);
  const log = useLog(projectId, filter);
  // Commits without records kept something derived up to date.
  const items = log.items.filter(({ records }) => records.some(({ kind }) => kind !== 'index'));
  const selecting = useSelection(items.map(idOf));
  const selection: SelectionControl = {
    ...selecting,
    ids: new Set(open === undefined ? [] : [String(open)]),
    click: (id) => (selecting.click(id), onOpen(Number(id))),
  };
  const isFiltered = filter.kind !== 'all' || filter.writer !== 'all';
  return (
    <>
      <LogFilters projectId={projectId} filter={filter} onChange={setFilter} />
      <SplitPane
        label={t`The open commit`}
        onClose={() => onOpen(undefined)}
        list={
          <ListState
            list={{ ...log, items, hasMore: false }}
            empty={
              isFiltered ? (
                <EmptyState
                  icon={SearchX}
                  title={t`Nothing fits`}
                  action={<Button onClick={() => setFilter(nothing)}>{t`Show everything`}</Button>}
                />
              ) : (
                <EmptyState icon={History} title={t`Nothing has happened yet`}>
                  <Trans>Every change of this project is kept here, with who made it.</Trans>
                </EmptyState>
              )
            }
          >
            <div className="list-room">
              <VirtualList
                label={t`Log`}
                items={items}
                idOf={idOf}
                row={(commit) => <CommitRow commit={commit} />}
                rowHeight={rowHeight}
                selection={selection}
                onOpen={({ seq }) => onOpen(seq)}
                hasMore={log.hasMore && !log.isLoadingMore}
                loadMore={log.loadMore}
              />
            </div>
          </ListState>
        }
        detail={
          open === undefined || !Number.isInteger(open) ? undefined : (
            <CommitDetail key={open} projectId={projectId} seq={open} onCompare={onCompare} />
          )
        }
      />
    </>
  );
}

function CommitRow({ commit }: { commit: Commit }) {
  return (
    <div className="memory-row">
      <span className="memory-name">
        <strong>{commitInWords(commit)}</strong>
      </span>
      <small className="memory-when">
        <When time={commit.time} />
      </small>
      <small className="memory-excerpt">{writerInWords(commit.author)}</small>
      <small className="memory-tags">#{commit.seq}</small>
    </div>
  );
}

interface LogFiltersProps {
  readonly projectId: string;
  readonly filter: LogFilter;
  readonly onChange: (filter: LogFilter) => void;
}

function LogFilters({ projectId, filter, onChange }: LogFiltersProps) {
  const { t } = useLingui();
  const keys = useKeys(projectId);
  const writers = keys.items.map(({ id, description }) => ({ value: id, label: description }));
  return (
    <div className="filter-bar">
      <Select
        label={t`Kind`}
        isLabelHidden
        value={filter.kind}
        options={[
          { value: 'all', label: t`Everything` },
          { value: 'memory', label: t`Memories` },
          { value: 'entry', label: t`Values` },
          { value: 'document', label: t`Documents` },
          { value: 'conversation', label: t`Conversations` },
        ]}
        onChange={(kind) => onChange({ ...filter, kind })}
      />
      <Select
        label={t`Written by`}
        isLabelHidden
        value={filter.writer}
        options={[
          { value: 'all', label: t`By anybody` },
          { value: 'owner', label: t`By you` },
          ...writers,
          { value: 'server', label: t`By Keepsake itself` },
        ]}
        onChange={(writer) => onChange({ ...filter, writer })}
      />
    </div>
  );
}
