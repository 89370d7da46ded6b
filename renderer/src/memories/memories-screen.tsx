/** The memories of a project: a list to filter, and beside it the one that is open or being written. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Lightbulb, Plus, SearchX, Trash2 } from 'lucide-react';
import { useDeferredValue, useState, type ReactNode } from 'react';
import type { Memory } from '../../../contract/index.ts';
import { useCommand } from '../data/commands.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { SplitPane } from '../parts/split-pane.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import type { SectionProps } from '../projects/project-screen.tsx';
import { useRecordStates } from '../sync/queries.ts';
import { FilterBar } from './filter-bar.tsx';
import { MemoryDetail } from './memory-detail.tsx';
import { MemoryForm } from './memory-form.tsx';
import { MemoryRow } from './memory-row.tsx';
import { noFilter, useFoundMemories } from './queries.ts';
import { useOpenMemory } from './open-memory.ts';
import { useMemoryActions } from './memory-actions.ts';

const rowHeight = 60;

export default function MemoriesScreen({ projectId }: SectionProps) {
  const { t } = useLingui();
  const [filter, setFilter] = useState(noFilter);
  const [replaces, setReplaces] = useState<Memory>();
  const memories = useFoundMemories(projectId, useDeferredValue(filter));
  const { openId, open, close, selection } = useOpenMemory(projectId, memories.items);
  const { remove } = useMemoryActions(projectId);
  const sync = useRecordStates(
    projectId,
    memories.items.map(({ id }) => id),
  );
  const add = () => (setReplaces(undefined), open('new'));
  useShortcut('n', t`Add Memory`, add);
  useCommand({ id: 'memory:add', label: t`Add Memory`, icon: Plus, keys: 'n', run: add });
  const chosen = selection.ids.size === 0 ? [] : memories.items.filter(({ id }) => selection.ids.has(id));
  const isFiltered = filter.text.trim() !== '' || filter.tag !== '' || filter.writer !== 'all';
  const isRead = !memories.isPending && memories.error === null;
  const isBare = isRead && memories.items.length === 0 && !isFiltered && filter.status === 'active';
  const addButton = (
    <Button look="primary" icon={Plus} onClick={add}>
      <Trans>Add Memory</Trans>
    </Button>
  );
  return (
    <section aria-label={t`Memories`} className="fill">
      {!isBare && (
        <FilterBar projectId={projectId} filter={filter} memories={memories.items} onChange={setFilter}>
          {addButton}
        </FilterBar>
      )}
      <SplitPane
        label={t`The open memory`}
        onClose={close}
        list={
          <ListState
            list={{ ...memories, isPending: memories.isPending, hasMore: false }}
            empty={
              <NoMemories
                status={filter.status}
                isFiltered={isFiltered}
                addButton={addButton}
                onAll={() => setFilter(noFilter)}
              />
            }
          >
            <div className="list-head">
              <output className="summary">
                {chosen.length > 1 ? (
                  <Plural value={chosen.length} one="# chosen" other="# chosen" />
                ) : memories.hasMore ? (
                  <Plural value={memories.items.length} one="# read so far" other="# read so far" />
                ) : (
                  <Plural value={memories.items.length} one="# memory" other="# memories" />
                )}
              </output>
              {chosen.length > 1 && filter.status !== 'deleted' && (
                <Button look="ghost" icon={Trash2} onClick={() => remove(chosen)}>{t`Delete`}</Button>
              )}
            </div>
            <div className="list-room">
              <VirtualList
                label={t`Memories`}
                items={memories.items}
                idOf={({ id }) => id}
                row={(memory) => <MemoryRow memory={memory} sync={sync[memory.id]} />}
                rowHeight={rowHeight}
                selection={selection}
                onOpen={({ id }) => open(id)}
                onDelete={() => filter.status !== 'deleted' && remove(chosen)}
                hasMore={memories.hasMore && !memories.isLoadingMore}
                loadMore={memories.loadMore}
              />
            </div>
          </ListState>
        }
        detail={
          openId === undefined ? undefined : openId === 'new' ? (
            <MemoryForm
              key={replaces?.id ?? 'new'}
              projectId={projectId}
              replaces={replaces}
              onClose={close}
              onSaved={({ id }) => open(id)}
            />
          ) : (
            <MemoryDetail
              key={openId}
              projectId={projectId}
              memoryId={openId}
              onClose={close}
              onOpen={open}
              onTag={(tag) => setFilter({ ...noFilter, tag })}
              onReplace={(memory) => (setReplaces(memory), open('new'))}
            />
          )
        }
      />
    </section>
  );
}

interface NoMemoriesProps {
  readonly status: Memory['status'];
  readonly isFiltered: boolean;
  readonly addButton: ReactNode;
  readonly onAll: () => void;
}

function NoMemories({ status, isFiltered, addButton, onAll }: NoMemoriesProps) {
  const { t } = useLingui();
  const all = <Button onClick={onAll}>{t`Show all memories`}</Button>;
  if (isFiltered)
    return (
      <EmptyState icon={SearchX} title={t`No memory fits`} action={all}>
        <Trans>Memories are looked through for all of the words. Fewer words find more.</Trans>
      </EmptyState>
    );
  if (status === 'deleted')
    return (
      <EmptyState icon={Trash2} title={t`The trash is empty`} action={all}>
        <Trans>Deleted memories stay here with their history, and can be put back.</Trans>
      </EmptyState>
    );
  if (status !== 'active')
    return (
      <EmptyState icon={Lightbulb} title={t`Nothing has been replaced`} action={all}>
        <Trans>When a newer memory takes the place of another, the older one stands here.</Trans>
      </EmptyState>
    );
  return (
    <EmptyState icon={Lightbulb} title={t`No memories yet`} action={addButton}>
      <Trans>
        A memory is a rule or fact that every AI client should know, such as “Invoices go out on the 5th.” Add
        the first one, or let a client write it down.
      </Trans>
    </EmptyState>
  );
}
