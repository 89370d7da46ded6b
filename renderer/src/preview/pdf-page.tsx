/** One page of a PDF: drawn when it comes into sight, its text over it to be chosen and found, the cited place marked. */
import { useLingui } from '@lingui/react/macro';
import { TextLayer } from 'pdfjs-dist';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { PDFDocumentProxy, PDFPageProxy } from './pdf-file.ts';

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

interface PdfPageProps {
  readonly pdf: PDFDocumentProxy;
  readonly number: number;
  /** Of a page that is not read yet. */
  readonly usual: PageSize;
  /** Pixels of the page (CSS) per point of the PDF. */
  readonly scale: number;
  /** Where the cited passage stands, in points from the top left. */
  readonly box?: readonly number[] | undefined;
  readonly onText: () => void;
}

export function PdfPage({ pdf, number, usual, scale, box, onText }: PdfPageProps) {
  const { t } = useLingui();
  const place = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const page = usePage(pdf, number, useInSight(place));
  const size = page === undefined ? usual : sizeOf(page);
  useEffect(() => {
    if (page === undefined || canvas.current === null) return undefined;
    const drawing = draw(page, canvas.current, scale);
    return () => drawing.cancel();
  }, [page, scale]);
  useEffect(() => {
    const layer = text.current;
    if (page === undefined || layer === null) return undefined;
    layer.replaceChildren();
    const viewport = page.getViewport({ scale: 1 });
    const drawn = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
    drawn.render().then(onText, () => undefined);
    return () => drawn.cancel();
    // The text keeps its place when the page is drawn larger.
  }, [page, onText]);
  return (
    <section
      ref={place}
      className="pdf-page"
      aria-label={t`Page ${number}`}
      data-page={number}
      dir="ltr"
      style={{
        width: size.width * scale,
        height: size.height * scale,
        ['--total-scale-factor' as string]: scale,
      }}
    >
      {page !== undefined && (
        <>
          <canvas ref={canvas} aria-hidden />
          <div ref={text} className="textLayer" />
        </>
      )}
      {box !== undefined && <CitedBox box={box} scale={scale} />}
    </section>
  );
}

function CitedBox({
  box: [left = 0, top = 0, right = 0, bottom = 0],
  scale,
}: {
  box: readonly number[];
  scale: number;
}) {
  const space = 3;
  return (
    <div
      className="cited-box"
      style={{
        left: (left - space) * scale,
        top: (top - space) * scale,
        width: (right - left + 2 * space) * scale,
        height: (bottom - top + 2 * space) * scale,
      }}
    />
  );
}

function sizeOf(page: PDFPageProxy): PageSize {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width, height };
}

function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, scale: number): { cancel: () => void } {
  const viewport = page.getViewport({ scale: scale * Math.min(2, devicePixelRatio) });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const task = page.render({ canvas, viewport });
  // Cancelled when the page is drawn anew.
  task.promise.catch(() => undefined);
  return task;
}

/** The page, once it was in sight. */
function usePage(pdf: PDFDocumentProxy, number: number, isInSight: boolean): PDFPageProxy | undefined {
  const [page, setPage] = useState<PDFPageProxy>();
  useEffect(() => {
    if (!isInSight) return undefined;
    let isWanted = true;
    pdf.getPage(number).then(
      (read) => isWanted && setPage(read),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [pdf, number, isInSight]);
  // What is far away is drawn again when it comes back: a canvas takes megabytes.
  return isInSight ? page : undefined;
}

function useInSight(place: RefObject<HTMLElement | null>): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting === true), {
      root: place.current?.closest('.viewer') ?? null,
      rootMargin: '100% 0px',
    });
    if (place.current !== null) watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [place]);
  return isInSight;
}
