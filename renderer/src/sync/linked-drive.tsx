/** The drive that a link carries: how it stands, where its bytes are, and what of them this computer keeps. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { hashOf } from '../data/route.ts';
import { useRootFolder } from '../drive/queries.ts';
import { Button } from '../parts/button.tsx';
import { KeyValue } from '../parts/facts.tsx';
import { Select } from '../parts/select.tsx';
import { Banner, Status } from '../parts/status.tsx';
import { Message, sizeInWords, When } from '../parts/words.tsx';
import { useItemStates } from './item-states.ts';
import { inWords, numberOf } from './state-words.ts';

type Files = NonNullable<SyncState['files']>;

export function LinkedDrive({ link, files }: { link: SyncState; files: Files }) {
  const { t } = useLingui();
  const words = inWords(files);
  const { bytes, pending, last_success_at: last } = files;
  const { files: count, bytes: wanted } = bytes.to_fetch;
  const toFetch = sizeInWords(wanted);
  return (
    <section>
      <h2>
        <a href={hashOf({ page: 'drive', folderId: undefined })}>{t`Document Drive`}</a>
      </h2>
      <div className="card">
        <KeyValue
          facts={[
            { name: t`State`, value: <Status tone={words.tone}>{words.text}</Status> },
            { name: t`Waiting`, value: pending === 0 ? t`nothing` : numberOf(pending) },
            { name: t`Last in step`, value: last === null ? t`not yet` : <When time={last} /> },
            { name: t`On this computer`, value: <bdi>{sizeInWords(bytes.here)}</bdi> },
            { name: t`In the cloud alone`, value: <bdi>{sizeInWords(bytes.remote)}</bdi> },
            ...(count === 0
              ? []
              : [
                  {
                    name: t`Still to fetch`,
                    value: <Plural value={count} one={`# file, ${toFetch}`} other={`# files, ${toFetch}`} />,
                  },
                ]),
          ]}
        />
        <Troubles files={files} />
        {link.bring_all && <AllAreBrought linkId={link.id} />}
        <WhatIsKept />
      </div>
    </section>
  );
}

/** Asked for when somebody was about to unlink. */
function AllAreBrought({ linkId }: { linkId: string }) {
  const stop = useChange(() => client.updateLink({ linkId, bring_all: false }));
  return (
    <Banner
      action={
        <Button isBusy={stop.isPending} onClick={() => stop.mutate(undefined)}>
          <Trans>Stop</Trans>
        </Button>
      }
    >
      <Trans>All files are brought here before you unlink, whatever is chosen for folders.</Trans>
    </Banner>
  );
}

/** Why files are not fetched or not taken. */
function Troubles({ files }: { files: Files }) {
  const { problem, missing } = files.bytes;
  const isShownAbove = files.state === 'offline' || files.state === 'error';
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  const refusals = [...new Set(files.refused.map(({ reason }) => reason))];
  return (
    <>
      {problem !== null && !isShownAbove && (
        <p className="problem">
          <Message text={problem.message} />
        </p>
      )}
      {missing.length > 0 && (
        <p className="problem">
          <Plural
            value={missing.length}
            one="# file could not be fetched:"
            other="# files could not be fetched:"
          />{' '}
          {reasons.join(' ')}
        </p>
      )}
      {refusals.length > 0 && (
        <p className="problem">
          <Plural value={files.refused.length} one="# stays here alone:" other="# stay here alone:" />{' '}
          {refusals.join(' ')}
        </p>
      )}
    </>
  );
}

/** For the drive as a whole; each folder may have another choice. */
function WhatIsKept() {
  const { t } = useLingui();
  const itemId = useRootFolder().data;
  const { bytes } = useItemStates(itemId === undefined ? [] : [itemId]);
  const change = useChange((keep: 'here' | 'placeholder' | 'inherit') =>
    client.keepItem({ itemId: itemId ?? '', keep }),
  );
  if (itemId === undefined || bytes[itemId] === undefined) return null;
  return (
    <>
      <Select
        label={t`Files on this computer`}
        value={change.isPending ? change.variables : (bytes[itemId].keep ?? 'inherit')}
        options={[
          { value: 'inherit', label: t`Those that were opened or written here` },
          { value: 'here', label: t`All of them` },
          { value: 'placeholder', label: t`None longer than needed` },
        ]}
        onChange={(keep) => change.mutate(keep)}
      />
      <p className="quiet">
        <Trans>In the drive’s menu each folder may have a choice of its own.</Trans>
      </p>
    </>
  );
}
