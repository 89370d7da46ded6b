/** Who was given a memory: by which search or call, and when. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Eye } from 'lucide-react';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { useReaders } from './queries.ts';

export function MemoryReaders({ memoryId }: { memoryId: string }) {
  const { t } = useLingui();
  const readers = useReaders(memoryId);
  return (
    <ListState
      list={readers}
      empty={
        <EmptyState icon={Eye} title={t`Nobody has recalled it yet`}>
          <Trans>When an AI client is given this memory, it shows here with what was asked.</Trans>
        </EmptyState>
      }
    >
      <ol className="history">
        {readers.items.map(({ id, author, time, query }) => (
          <li key={id}>
            <div className="line">
              <strong>{writerInWords(author)}</strong>
              <small>
                <When time={time} />
              </small>
            </div>
            {query !== undefined && <p className="quiet" dir="auto">{t`Asked: “${query}”`}</p>}
          </li>
        ))}
      </ol>
    </ListState>
  );
}
