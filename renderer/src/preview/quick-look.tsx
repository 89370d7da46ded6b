/** A look at a file without leaving the place; the whole screen is one click away. */
import { Trans, useLingui } from '@lingui/react/macro';
import { hashOf, type Previewed } from '../data/route.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Button } from '../parts/button.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Preview } from './preview.tsx';
import { usePreviewFile } from './queries.ts';

interface QuickLookProps {
  readonly of: Previewed;
  /** Its name, shown before the file is read. */
  readonly name: string;
  readonly passage?: number | undefined;
  readonly onClose: () => void;
}

export default function QuickLook({ of, name, passage, onClose }: QuickLookProps) {
  const { t } = useLingui();
  const file = usePreviewFile(of);
  return (
    <Dialog title={name} isWide onClose={onClose}>
      <div className="dialog-body quick-look">
        {file.isPending && <Skeleton rows={8} />}
        {file.error !== null && <ErrorState error={file.error} retry={() => void file.refetch()} />}
        {file.data !== undefined && <Preview file={file.data} passage={passage} />}
      </div>
      <div className="dialog-foot">
        <a className="button secondary" href={hashOf({ page: 'preview', of, passage })}>
          <Trans>Open</Trans>
        </a>
        <Button look="primary" onClick={onClose}>{t`Close`}</Button>
      </div>
    </Dialog>
  );
}
