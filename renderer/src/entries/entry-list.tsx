/** The keys of a namespace: any number of them, by the arrows or the pointer. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Braces, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import type { EntryInfo } from '../../../contract/operations/entries.ts';
import { useReadAgain } from '../data/change.ts';
import { useSettled } from '../data/settled.ts';
import { Countdown } from '../parts/countdown.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useSelection } from '../parts/selection.ts';
import { VirtualList } from '../parts/virtual-list.tsx';
import { sizeInWords, When } from '../parts/words.tsx';
import { useEntries } from './queries.ts';
import { useRemoveEntry } from './remove.ts';

const rowHeight = 52;
const pauseMs = 120;

interface EntryListProps {
  readonly projectId: string;
  readonly namespace: string;
  readonly prefix: string;
  /** The key that is open. */
  readonly open: string | undefined;
  readonly onOpen: (key: string) => void;
}

export function EntryList({ projectId, namespace, prefix, open, onOpen }: EntryListProps) {
  const { t } = useLingui();
  const entries = useEntries(projectId, namespace, useSettled(prefix, pauseMs));
  const order = useMemo(() => entries.items.map(keyOf), [entries.items]);
  const selection = useSelection(order, !entries.hasMore);
  const remove = useRemoveEntry(projectId);
  const choose = (key: string, pointing: Parameters<typeof selection.click>[1]) => {
    selection.click(key, pointing);
    if (pointing?.toggle !== true && pointing?.range !== true) onOpen(key);
  };
  const removeChosen = () => {
    for (const key of selection.ids) remove.mutate({ namespace, key });
  };
  return (
    <ListState
      list={{ ...entries, hasMore: false }}
      empty={
        prefix === '' ? (
          <EmptyState icon={Braces} title={t`This namespace is empty`}>
            <Trans>Its last value was deleted or has ended. A new value brings it back.</Trans>
          </EmptyState>
        ) : (
          <EmptyState icon={SearchX} title={t`No key begins like this`}>
            <Trans>Keys are compared letter by letter from their beginning.</Trans>
          </EmptyState>
        )
      }
    >
      <div className="pane-list">
        <VirtualList
          label={t`Keys in ${namespace}`}
          items={entries.items}
          idOf={keyOf}
          rowHeight={rowHeight}
          selection={{ ...selection, click: choose }}
          onOpen={({ key }) => onOpen(key)}
          onDelete={removeChosen}
          hasMore={entries.hasMore}
          loadMore={entries.loadMore}
          rowProps={({ key }) => (key === open ? { className: 'open' } : {})}
          row={(entry) => <EntryRow entry={entry} />}
        />
      </div>
    </ListState>
  );
}

function keyOf({ key }: EntryInfo): string {
  return key;
}

function EntryRow({ entry }: { entry: EntryInfo }) {
  const readAgain = useReadAgain();
  const { key, bytes, updated_at, expires_at } = entry;
  return (
    <div className="pane-row">
      <bdi className="name" title={key}>
        {key}
      </bdi>
      <small>
        {sizeInWords(bytes)} · <When time={updated_at} />
        {expires_at !== null && (
          <>
            {' · '}
            <span className="ending">
              <Trans>
                ends <Countdown until={expires_at} onEnd={() => void readAgain()} />
              </Trans>
            </span>
          </>
        )}
      </small>
    </div>
  );
}
