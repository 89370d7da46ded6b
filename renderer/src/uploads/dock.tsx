/** The uploads in the corner of every screen: each file and all together, until they are put away. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState } from 'react';
import { useRoute } from '../data/route.ts';
import { IconButton } from '../parts/button.tsx';
import { isOver, isThere, type Upload } from './queue.ts';
import { UploadRow } from './upload-row.tsx';
import { useUploads } from './uploads.tsx';

const mostRows = 100;

export function UploadDock() {
  const { t } = useLingui();
  const { queue, all } = useUploads();
  const route = useRoute();
  const [isOpen, setOpen] = useState(true);
  // Their own screen shows those of a project.
  const here = route.page === 'project' && route.section === 'documents' ? route.projectId : undefined;
  const shown = all.filter(({ to }) => here === undefined || to.projectId !== here);
  if (shown.length === 0) return null;
  const left = shown.filter((upload) => !isOver(upload) && !isThere(upload));
  const order = [...left, ...shown.filter((upload) => isOver(upload) || isThere(upload))];
  const share = shareOf(shown);
  const close = () => (left.length > 0 ? queue.cancelAll() : queue.clear());
  return (
    <section className="dock" aria-label={t`Uploads`}>
      <div className="dock-head">
        <strong>
          <Summary uploads={shown} left={left.length} />
        </strong>
        <span className="quiet">{left.length > 0 && `${Math.floor(share * 100)} %`}</span>
        <IconButton
          icon={isOpen ? ChevronDown : ChevronUp}
          label={isOpen ? t`Show less` : t`Show all`}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
        <IconButton icon={X} label={left.length > 0 ? t`Cancel all` : t`Close`} onClick={close} />
      </div>
      {left.length > 0 && <progress value={share} max={1} aria-label={t`All uploads`} />}
      {isOpen && (
        // A list that scrolls is to be reached by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className="rows" tabIndex={0} aria-label={t`Uploads`}>
          {order.slice(0, mostRows).map((upload) => (
            <UploadRow key={upload.id} upload={upload} queue={queue} />
          ))}
        </ul>
      )}
      {isOpen && order.length > mostRows && (
        <p className="dock-more quiet">
          <Plural value={order.length - mostRows} one="and # more" other="and # more" />
        </p>
      )}
    </section>
  );
}

function Summary({ uploads, left }: { uploads: readonly Upload[]; left: number }) {
  const failed = uploads.filter(({ stage }) => stage === 'failed').length;
  if (left > 0) return <Plural value={left} one="Uploading # file" other="Uploading # files" />;
  if (failed > 0) return <Plural value={failed} one="# file not uploaded" other="# files not uploaded" />;
  if (uploads.some(({ stage }) => stage === 'indexing')) return <Trans>Uploaded, being read</Trans>;
  return <Plural value={uploads.length} one="# file uploaded" other="# files uploaded" />;
}

/** The share of all bytes that is sent, 0 to 1; each file counts for something, also an empty one. */
function shareOf(uploads: readonly Upload[]): number {
  const weigh = ({ file }: Upload) => file.size + 1_024;
  const total = uploads.reduce((sum, upload) => sum + weigh(upload), 0);
  return uploads.reduce((sum, upload) => sum + weigh(upload) * upload.share, 0) / Math.max(1, total);
}
