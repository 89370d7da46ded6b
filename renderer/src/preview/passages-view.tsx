/** A file as its reader gives it: page by page, slide by slide or chapter by chapter, with the cited passage marked. */
import { Trans, useLingui } from '@lingui/react/macro';
import { FileQuestion } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { FindBar } from './find-bar.tsx';
import { findRanges, mark } from './find.ts';
import { PassageText } from './passage-text.tsx';
import { partOf } from './places.ts';
import { usePartNames } from './part-names.ts';
import { usePassages, type PreviewFile } from './queries.ts';
import { ViewerBox } from './viewer-box.tsx';

interface PassagesProps {
  readonly file: PreviewFile;
  readonly cited: PreviewPassage | undefined;
}

export function PassagesView({ file, cited }: PassagesProps) {
  const { t } = useLingui();
  const list = usePassages(file, cited?.number);
  const box = useRef<HTMLElement>(null);
  const passages = list.data?.pages.flatMap((page) => (page.state === 'okay' ? page.items : [])) ?? [];
  const finding = useFindBelow(box, passages.length);
  const citedAt = cited?.number;
  const isThere = !list.isPending;
  useEffect(() => {
    if (isThere && citedAt !== undefined)
      box.current?.querySelector('.cited')?.scrollIntoView({ block: 'center' });
  }, [isThere, citedAt]);
  if (list.isPending) return <Skeleton rows={8} />;
  if (list.error !== null && list.data === undefined)
    return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const [first] = list.data?.pages ?? [];
  if (first?.state === 'error') return <NotReadable reason={first.reason} />;
  if (passages.length === 0) return <NotReadable reason={t`There is no text in it.`} />;
  return (
    <>
      <div className="viewer-bar">
        <FindBar {...finding} />
      </div>
      <ViewerBox box={box} className="viewer read" label={t`Text`}>
        {list.hasPreviousPage && (
          <p className="more">
            <Button isBusy={list.isFetchingPreviousPage} onClick={() => void list.fetchPreviousPage()}>
              <Trans>Show what comes before</Trans>
            </Button>
          </p>
        )}
        <Parts passages={passages} cited={citedAt} />
        {list.hasNextPage && (
          <p className="more">
            <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              <Trans>Show more</Trans>
            </Button>
          </p>
        )}
      </ViewerBox>
    </>
  );
}

function Parts({ passages, cited }: { passages: readonly PreviewPassage[]; cited: number | undefined }) {
  const nameOf = usePartNames();
  const parts = Map.groupBy(passages, ({ citation }) => partOf(citation));
  return [...parts].map(([part, [first, ...others]]) => {
    if (first === undefined) return null;
    const name = nameOf(first.citation);
    return (
      <article key={part} className="part" aria-label={name || undefined}>
        {name !== '' && <p className="part-name">{name}</p>}
        {[first, ...others].map((passage) => (
          <PassageText key={passage.number} passage={passage} isCited={passage.number === cited} />
        ))}
      </article>
    );
  });
}

function NotReadable({ reason }: { reason: string }) {
  const { t } = useLingui();
  return (
    <EmptyState icon={FileQuestion} title={t`This file cannot be shown here`}>
      {reason}
    </EmptyState>
  );
}

/** Finds words in what is drawn. @param version changes when something else is drawn */
function useFindBelow(box: React.RefObject<HTMLElement | null>, version: number) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const [ranges, setRanges] = useState<readonly Range[]>([]);
  useEffect(() => {
    const drawn = requestAnimationFrame(() => {
      const found = box.current === null ? [] : findRanges(box.current, words);
      setRanges(found);
      mark('found', found);
    });
    return () => (cancelAnimationFrame(drawn), mark('found', []));
  }, [box, words, version]);
  useEffect(() => {
    const now = ranges[at];
    mark('found-now', now === undefined ? [] : [now]);
    now?.startContainer.parentElement?.scrollIntoView({ block: 'center' });
    return () => mark('found-now', []);
  }, [ranges, at]);
  return {
    words,
    setWords: (next: string) => (setWords(next), setAt(0)),
    total: ranges.length,
    at,
    goTo: setAt,
  };
}
