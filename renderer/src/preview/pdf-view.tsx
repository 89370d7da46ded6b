/** A PDF, page under page: opened at the cited page, with zoom, find, and the number of the page. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { FindBar } from './find-bar.tsx';
import { openPdf, type PDFDocumentProxy } from './pdf-file.ts';
import { PdfPage, type PageSize } from './pdf-page.tsx';
import { pageGap, showPage } from './pdf-places.ts';
import { bytesUrl, type PreviewFile } from './queries.ts';
import { useFindInPdf } from './use-find-in-pdf.ts';
import { ViewerBox } from './viewer-box.tsx';
import { ZoomBar } from './zoom-bar.tsx';

const largestFit = 1.6;

interface PdfViewProps {
  readonly file: PreviewFile;
  readonly cited: PreviewPassage | undefined;
}

export default function PdfView({ file, cited }: PdfViewProps) {
  const [opened, setOpened] = useState<{ pdf: PDFDocumentProxy; usual: PageSize }>();
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  const url = bytesUrl(file);
  useEffect(() => {
    const { document, close } = openPdf(url);
    let isWanted = true;
    const read = async () => {
      const pdf = await document;
      const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
      if (isWanted) setOpened({ pdf, usual: { width, height } });
    };
    read().catch((reason: unknown) => isWanted && setError(reason));
    return () => {
      isWanted = false;
      close();
    };
  }, [url, tries]);
  if (error !== undefined)
    return <ErrorState error={error} retry={() => (setError(undefined), setTries(tries + 1))} />;
  if (opened === undefined) return <Skeleton rows={8} />;
  return <OpenPdf {...opened} cited={cited} />;
}

function OpenPdf({
  pdf,
  usual,
  cited,
}: {
  pdf: PDFDocumentProxy;
  usual: PageSize;
  cited: PreviewPassage | undefined;
}) {
  const { t } = useLingui();
  const viewer = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState(1);
  const fit = useFit(viewer, usual.width);
  const scale = fit * zoom;
  const page = usePageInSight(viewer);
  const goTo = (wanted: number) => showPage(viewer.current, Math.min(pdf.numPages, Math.max(1, wanted)));
  const [drawn, setDrawn] = useState(0);
  const onText = useCallback(() => setDrawn((count) => count + 1), []);
  const finding = useFindInPdf(pdf, viewer, drawn);
  const citedPage = cited?.citation.page;
  const hasFit = fit > 0;
  useEffect(() => {
    if (hasFit && citedPage !== undefined) showPage(viewer.current, citedPage);
  }, [hasFit, citedPage]);
  useShortcut('n', t`Next page`, () => goTo(page + 1));
  useShortcut('p', t`Previous page`, () => goTo(page - 1));
  return (
    <>
      <div className="viewer-bar">
        <PageField page={page} pages={pdf.numPages} onGo={goTo} />
        <ZoomBar zoom={zoom} onZoom={setZoom} />
        <FindBar {...finding} />
      </div>
      <ViewerBox box={viewer} className="viewer paged" label={t`Pages`}>
        {hasFit &&
          Array.from({ length: pdf.numPages }, (_, index) => (
            <PdfPage
              key={index}
              pdf={pdf}
              number={index + 1}
              usual={usual}
              scale={scale}
              box={index + 1 === citedPage ? cited?.citation.box : undefined}
              onText={onText}
            />
          ))}
      </ViewerBox>
    </>
  );
}

function PageField({ page, pages, onGo }: { page: number; pages: number; onGo: (page: number) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string>();
  return (
    <form
      className="page-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== undefined && Number(typed) > 0) onGo(Number(typed));
        setTyped(undefined);
      }}
    >
      <input
        aria-label={t`Page`}
        inputMode="numeric"
        value={typed ?? String(page)}
        onChange={({ target }) => setTyped(target.value.replaceAll(/\D/g, ''))}
        onBlur={() => setTyped(undefined)}
      />
      <span className="quiet">
        <Trans>of {pages}</Trans>
      </span>
    </form>
  );
}

/** Pixels per point with which a page fills the width; 0 before that is known. */
function useFit(viewer: RefObject<HTMLElement | null>, pageWidth: number): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (viewer.current !== null) watcher.observe(viewer.current);
    return () => watcher.disconnect();
  }, [viewer]);
  return Math.min(largestFit, Math.max(0, width) / pageWidth);
}

/** The page at the upper third of what is in sight. */
function usePageInSight(viewer: RefObject<HTMLElement | null>): number {
  const [page, setPage] = useState(1);
  useEffect(() => {
    const box = viewer.current;
    if (box === null) return undefined;
    const look = () => {
      const line = box.scrollTop + box.clientHeight / 3;
      const all = [...box.querySelectorAll<HTMLElement>('.pdf-page')];
      setPage(Math.max(1, all.filter((one) => one.offsetTop - pageGap <= line).length));
    };
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, [viewer]);
  return page;
}
