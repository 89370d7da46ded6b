/** Asks before a link is ended: what stays where, what has not been sent yet, and which files would no longer open here. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { sizeInWords } from '../parts/words.tsx';
import { FilesFirst } from './files-first.tsx';
import { hostOf } from './state-words.ts';

export function UnlinkDialog({ link, onClose }: { link: SyncState; onClose: () => void }) {
  const { t } = useLingui();
  const { id: linkId, url } = link;
  const host = hostOf(url);
  /** Unlinks once everything is here; another look at the dialog asks again. */
  const [isGoing, setGoing] = useState(false);
  const unlink = useChange(
    async (files: 'keep' | 'leave') => {
      await client.deleteLink({ linkId, files }).finally(() => setGoing(false));
      onClose();
    },
    { inDialog: true },
  );
  const title = t`Unlink ${host}?`;
  if (link.files !== null && (isGoing || link.files.bytes.away.files > 0))
    return (
      <FilesFirst
        title={title}
        link={{ ...link, files: link.files }}
        unlink={unlink}
        isGoing={isGoing}
        setGoing={setGoing}
        onClose={onClose}
      >
        <WhatUnlinkingMeans link={link} />
      </FilesFirst>
    );
  const change = { ...unlink, mutate: () => unlink.mutate('keep') };
  return (
    <AlertDialog title={title} submit={t`Unlink`} change={change} onClose={onClose}>
      <WhatUnlinkingMeans link={link} />
    </AlertDialog>
  );
}

function WhatUnlinkingMeans({ link: { pending, files } }: { link: SyncState }) {
  const older = files === null ? 0 : Math.max(0, files.bytes.remote - files.bytes.away.bytes);
  const size = sizeInWords(older);
  return (
    <>
      <p>
        <Trans>
          Both sides keep what they have. From then on they go their own ways; linking again compares and
          joins them. This computer forgets its token.
        </Trans>
      </p>
      {older > 0 && (
        <p>
          <Trans>
            Older versions of files, {size}, stay in the cloud alone and cannot be opened here any more.
          </Trans>
        </p>
      )}
      {pending > 0 && (
        <p>
          <Plural
            value={pending}
            one="# change has not been sent yet, and stays on this computer alone."
            other="# changes have not been sent yet, and stay on this computer alone."
          />
        </p>
      )}
    </>
  );
}
