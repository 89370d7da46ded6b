/** Finds words in all pages of a PDF, and marks them on those that are drawn. */
import { useEffect, useState, type RefObject } from 'react';
import { findAll, findRanges, mark } from './find.ts';
import type { Finding } from './find-bar.tsx';
import { showPage } from './pdf-places.ts';
import { textOfPage, type PDFDocumentProxy } from './pdf-file.ts';

/** @param drawn changes when another page is drawn */
export function useFindInPdf(
  pdf: PDFDocumentProxy,
  viewer: RefObject<HTMLElement | null>,
  drawn: number,
): Finding {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  /** The page of each place, in order. */
  const [places, setPlaces] = useState<readonly number[]>([]);
  useEffect(() => {
    let isWanted = true;
    const look = async () => {
      const found: number[] = [];
      for (let page = 1; isWanted && page <= pdf.numPages; page++) {
        const there = words.trim() === '' ? [] : findAll(await textOfPage(pdf, page), words);
        found.push(...there.map(() => page));
      }
      if (isWanted) setPlaces(found);
    };
    look().catch(() => isWanted && setPlaces([]));
    return () => {
      isWanted = false;
    };
  }, [pdf, words]);
  const page = places[at];
  useEffect(() => {
    if (page !== undefined) showPage(viewer.current, page);
  }, [page, at, viewer]);
  useEffect(() => {
    const layers = [...(viewer.current?.querySelectorAll<HTMLElement>('.pdf-page') ?? [])];
    mark(
      'found',
      layers.flatMap((layer) => findRanges(layer, words)),
    );
    const nth = page === undefined ? 0 : at - places.indexOf(page);
    const layer = layers.find((one) => one.dataset['page'] === String(page));
    const now = layer === undefined ? undefined : findRanges(layer, words)[nth];
    mark('found-now', now === undefined ? [] : [now]);
    now?.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
    return () => (mark('found', []), mark('found-now', []));
  }, [viewer, words, drawn, page, at, places]);
  return {
    words,
    setWords: (next) => (setWords(next), setAt(0)),
    total: places.length,
    at,
    goTo: setAt,
  };
}
