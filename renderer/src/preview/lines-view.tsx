/** Text and code with numbers of lines; only the lines in sight are drawn, the cited ones marked. */
import { useLingui } from '@lingui/react/macro';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { highlight } from '../search/highlight.ts';
import { FindBar } from './find-bar.tsx';
import { findAll } from './find.ts';
import { PassagesView } from './passages-view.tsx';
import { citedRows } from './places.ts';
import { useLines, type PreviewFile } from './queries.ts';
import { ViewerBox } from './viewer-box.tsx';

const lineHeight = 20;

interface LinesProps {
  readonly file: PreviewFile;
  readonly cited: PreviewPassage | undefined;
}

export function LinesView({ file, cited }: LinesProps) {
  const { data, isPending, error, refetch } = useLines(file);
  if (isPending) return <Skeleton rows={8} />;
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  // The server knows more encodings than a browser.
  if (data === null) return <PassagesView file={file} cited={cited} />;
  return <Lines lines={data} cited={cited} />;
}

function Lines({ lines, cited }: { lines: readonly string[]; cited: PreviewPassage | undefined }) {
  const { t } = useLingui();
  const scroller = useRef<HTMLElement>(null);
  const finding = useFindInLines(lines);
  // What it answers changes with scrolling, so nothing of it is memoised here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const marked = citedRows(cited?.citation);
  const first = marked?.first;
  useEffect(() => {
    if (first !== undefined) virtual.scrollToIndex(Math.max(0, first - 4), { align: 'start' });
  }, [first, virtual]);
  const { line } = finding;
  useEffect(() => {
    if (line !== undefined) virtual.scrollToIndex(line, { align: 'center' });
  }, [line, virtual]);
  const digits = String(lines.length).length;
  return (
    <>
      <div className="viewer-bar">
        <FindBar {...finding} />
      </div>
      <ViewerBox box={scroller} className="viewer lined" label={t`Text`} dir="ltr">
        <div
          className="lines"
          style={{ height: virtual.getTotalSize(), ['--digits' as string]: `${digits}ch` }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const number = index + 1;
            const isCited = marked !== undefined && number >= marked.first && number <= marked.last;
            const text = lines[index] ?? '';
            return (
              <div
                key={index}
                className={`line-row${isCited ? ' cited' : ''}${index === line ? ' now' : ''}`}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="line-number" aria-hidden>
                  {number}
                </span>
                <code dir="auto">
                  {highlight(text, findAll(text, finding.words)).map((part, at) =>
                    part.isMarked ? <mark key={at}>{part.text}</mark> : part.text,
                  )}
                </code>
              </div>
            );
          })}
        </div>
      </ViewerBox>
    </>
  );
}

function useFindInLines(lines: readonly string[]) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const settled = useDeferredValue(words);
  const found = useMemo(
    () => lines.flatMap((line, index) => findAll(line, settled).map(() => index)),
    [lines, settled],
  );
  return {
    words,
    setWords: (next: string) => (setWords(next), setAt(0)),
    total: found.length,
    at,
    goTo: setAt,
    line: found[at],
  };
}
