/** Ending a link while the remote server alone has bytes of files: they are brought here first, or left there. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, Problem } from '../parts/dialog.tsx';
import { Progress } from '../parts/facts.tsx';
import { useNotices } from '../parts/notices.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { Hindrance } from './hindrance.tsx';
import { leftToBring } from './state-words.ts';

interface FilesFirstProps {
  readonly title: string;
  readonly link: SyncState & { readonly files: NonNullable<SyncState['files']> };
  readonly unlink: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (files: 'keep' | 'leave') => void;
  };
  /** Whether it unlinks by itself once everything is here. */
  readonly isGoing: boolean;
  readonly setGoing: (isGoing: boolean) => void;
  readonly onClose: () => void;
  /** What unlinking means besides. */
  readonly children: ReactNode;
}

export function FilesFirst({ title, link, unlink, isGoing, setGoing, onClose, children }: FilesFirstProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { id: linkId, files, bring_all: isAsked } = link;
  const cancel = useRef<HTMLButtonElement>(null);
  const bring = useChange(
    async (bring_all: boolean) => {
      setGoing(bring_all);
      await client.updateLink({ linkId, bring_all }).catch((error: unknown) => {
        setGoing(false);
        throw error;
      });
    },
    { inDialog: true },
  );
  const isReady = isGoing && isAsked && files.bytes.away.files === 0;
  const { mutate } = unlink;
  useEffect(() => {
    if (isReady) mutate('keep');
  }, [isReady, mutate]);

  const isBringing = isGoing || isAsked;
  const close = () => {
    if (isBringing && !unlink.isPending)
      show(t`The files go on coming, and the link stands. Unlink once they are here.`);
    onClose();
  };
  return (
    <Dialog title={title} onClose={close} initialFocus={cancel}>
      <div className="dialog-body prose">
        {isBringing ? <Coming link={link} isUnlinking={unlink.isPending} /> : <Away files={files} />}
        <Hindrance files={files} />
        {!isBringing && children}
      </div>
      <div className="dialog-foot">
        <Problem error={bring.error ?? unlink.error} />
        {(!isBringing || files.bytes.hindrance !== null) && (
          <Button
            look="ghost"
            className="danger-text start"
            isBusy={unlink.isPending}
            onClick={() => unlink.mutate('leave')}
          >
            <Trans>Unlink and leave them in the cloud</Trans>
          </Button>
        )}
        <div className="actions">
          {isBringing && (
            <Button isBusy={bring.isPending || unlink.isPending} onClick={() => bring.mutate(false)}>
              <Trans>Stop</Trans>
            </Button>
          )}
          <Button ref={cancel} onClick={close}>
            {isBringing ? t`Close` : t`Cancel`}
          </Button>
          {!isBringing && (
            <Button look="primary" onClick={() => bring.mutate(true)}>
              <Trans>Bring all files here first</Trans>
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Away({ files }: Pick<FilesFirstProps['link'], 'files'>) {
  const { files: count, bytes } = files.bytes.away;
  const size = sizeInWords(bytes);
  return (
    <p>
      <Plural
        value={count}
        one={`# file, ${size}, is in the cloud alone. Unless it is brought here first, it cannot be opened on this computer any more.`}
        other={`# files, ${size}, are in the cloud alone. Unless they are brought here first, they cannot be opened on this computer any more.`}
      />
    </p>
  );
}

function Coming({ link: { files }, isUnlinking }: Pick<FilesFirstProps, 'link'> & { isUnlinking: boolean }) {
  const { t } = useLingui();
  const { files: count, bytes } = leftToBring(files);
  const [total] = useState(bytes);
  const size = sizeInWords(bytes);
  if (isUnlinking || count === 0) return <Progress label={t`Everything is here. Unlinking…`} share={1} />;
  return (
    <>
      <Progress
        label={t`Bringing all files here`}
        {...(total > 0 ? { share: Math.max(0, 1 - bytes / total) } : {})}
      />
      <p>
        <Plural
          value={count}
          one={`# file, ${size}, is still to come.`}
          other={`# files, ${size}, are still to come.`}
        />
      </p>
      <p className="quiet">
        <Trans>
          You may close this and go on working. Stopping keeps what has come; what is chosen for folders then
          holds again.
        </Trans>
      </p>
    </>
  );
}
