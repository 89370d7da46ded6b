/** One file on the whole screen: its name, what can be done with it, and the file itself. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Download, History } from 'lucide-react';
import { useState } from 'react';
import { goTo, type Previewed } from '../data/route.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { FileName } from '../parts/row.tsx';
import { Banner } from '../parts/status.tsx';
import { useTitle } from '../parts/title.ts';
import { sizeInWords, When } from '../parts/words.tsx';
import { Compare } from './compare.tsx';
import { Preview } from './preview.tsx';
import { usePreviewFile, type PreviewFile } from './queries.ts';

interface PreviewScreenProps {
  readonly of: Previewed;
  readonly passage: number | undefined;
}

export default function PreviewScreen({ of, passage }: PreviewScreenProps) {
  const { t } = useLingui();
  const file = usePreviewFile(of);
  useTitle(file.data?.name ?? t`Preview`);
  const close = () => leave(of);
  useShortcut('escape', t`Close the file`, close);
  if (file.isPending) return <Skeleton rows={8} />;
  if (file.error !== null)
    return (
      <>
        <header>
          <h1>
            <Trans>Preview</Trans>
          </h1>
        </header>
        <ErrorState error={file.error} retry={() => void file.refetch()} />
      </>
    );
  return <OpenFile file={file.data} passage={passage} onClose={close} />;
}

function OpenFile({
  file,
  passage,
  onClose,
}: {
  file: PreviewFile;
  passage: number | undefined;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [isComparing, setComparing] = useState(false);
  const { itemId, versionId, name, size, changedAt, isOld } = file;
  return (
    <>
      <header className="preview-head">
        <IconButton icon={ArrowLeft} label={t`Back`} onClick={onClose} />
        <div className="heading">
          <h1>
            <FileName name={name} />
          </h1>
          <p className="quiet">
            {sizeInWords(size)} · <When time={changedAt} />
          </p>
        </div>
        <div className="actions">
          <Button icon={History} onClick={() => setComparing(true)}>
            <Trans>Versions</Trans>
          </Button>
          <a
            className="button secondary"
            href={`/api/v1/drives/items/${itemId}/versions/${versionId}/binary`}
            download={name}
          >
            <Download size={16} strokeWidth={1.75} aria-hidden />
            <Trans>Download</Trans>
          </a>
        </div>
      </header>
      {isOld && (
        <Banner
          action={
            <a href={`#/preview/${itemId}`}>
              <Trans>Show the newest</Trans>
            </a>
          }
        >
          <Trans>This is an older version of the file.</Trans>
        </Banner>
      )}
      <Preview file={file} passage={passage} />
      {isComparing && <Compare file={file} onClose={() => setComparing(false)} />}
    </>
  );
}

/** To where it was opened from; to the place it belongs to when the address was opened by itself. */
function leave(of: Previewed): void {
  if (history.length > 1) history.back();
  else if ('documentId' in of) goTo({ page: 'project', projectId: of.projectId, section: 'documents' });
  else goTo({ page: 'drive', folderId: undefined });
}
