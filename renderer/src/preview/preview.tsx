/** A file with the cited place marked, by the viewer for its kind; the heavy ones are loaded when they are first needed. */
import { Trans } from '@lingui/react/macro';
import { Quote } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { PreviewPassage } from '../../../contract/operations/previews.ts';
import { Skeleton } from '../parts/list-state.tsx';
import { citationInWords } from '../search/citation.ts';
import { Fetched } from './fetched.tsx';
import { ImageView } from './image-view.tsx';
import { viewerOf } from './kinds.ts';
import { LinesView } from './lines-view.tsx';
import { PassagesView } from './passages-view.tsx';
import { useCited, type PreviewFile } from './queries.ts';
import { TableView } from './table-view.tsx';

const PdfView = lazy(() => import('./pdf-view.tsx'));

interface PreviewProps {
  readonly file: PreviewFile;
  /** The number of the cited passage. */
  readonly passage?: number | undefined;
}

/** Shows a file; `passage` is found, marked and scrolled to. What only the server has is fetched first. */
export function Preview(props: PreviewProps) {
  return (
    <Fetched file={props.file}>
      <Shown {...props} />
    </Fetched>
  );
}

function Shown({ file, passage }: PreviewProps) {
  const cited = useCited(file, passage);
  if (passage !== undefined && cited.isPending) return <Skeleton rows={8} />;
  const place = cited.data ?? undefined;
  return (
    <div className="preview">
      {place !== undefined && <CitedPlace cited={place} />}
      <Viewer file={file} cited={place} />
    </div>
  );
}

function CitedPlace({ cited }: { cited: PreviewPassage }) {
  const words = citationInWords(cited.citation);
  return (
    <p className="cited-place">
      <Quote size={14} strokeWidth={1.75} aria-hidden />
      <span>
        {words === '' ? <Trans>The cited passage is marked.</Trans> : <Trans>Cited: {words}</Trans>}
      </span>
    </p>
  );
}

function Viewer({ file, cited }: { file: PreviewFile; cited: PreviewPassage | undefined }) {
  switch (viewerOf(file)) {
    case 'pdf':
      return (
        <Suspense fallback={<Skeleton rows={8} />}>
          <PdfView file={file} cited={cited} />
        </Suspense>
      );
    case 'image':
      return <ImageView file={file} cited={cited} />;
    case 'table':
      return <TableView file={file} cited={cited} />;
    case 'lines':
      return <LinesView file={file} cited={cited} />;
    case 'passages':
      return <PassagesView file={file} cited={cited} />;
  }
}
