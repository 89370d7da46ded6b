/** One key: what it may do, what it did, and how a client is told to use it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Key } from '../../../contract/index.ts';
import { Configuration } from '../connect/configuration.tsx';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { hashOf } from '../data/route.ts';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/choices.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { CopyField, KeyValue, type Fact } from '../parts/facts.tsx';
import { Banner } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { KeyStatus, ProjectNames, type KeyDialog } from './key-facts.tsx';
import { useKeyReview, useKeyUse } from './queries.ts';

interface KeyDetailsProps {
  readonly apiKey: Key;
  readonly onOpen: (dialog: KeyDialog) => void;
  readonly onClose: () => void;
}

export function KeyDetails({ apiKey, onOpen, onClose }: KeyDetailsProps) {
  const { t } = useLingui();
  const { description, endpoint_url, id, status, scope } = apiKey;
  return (
    <Dialog title={description} onClose={onClose} isWide>
      <div className="dialog-body key-details">
        <OldSecret apiKey={apiKey} />
        <KeyValue facts={useFacts(apiKey)} />
        <div className="pair">
          <CopyField label={t`Key ID`} text={id} />
          <CopyField label={t`Endpoint`} text={endpoint_url} />
        </div>
        {status === 'active' && scope === 'write' && <Review keyId={id} />}
        {status === 'active' && (
          <details className="more-about">
            <summary>
              <Trans>Configuration for a client</Trans>
            </summary>
            <Configuration description={description} endpointUrl={endpoint_url} />
          </details>
        )}
      </div>
      <div className="dialog-foot">
        {status !== 'revoked' && (
          <Button look="ghost" className="danger-text start" onClick={() => onOpen('revoke')}>
            <Trans>Revoke</Trans>
          </Button>
        )}
        {status === 'active' && (
          <Button onClick={() => onOpen('rotate')}>
            <Trans>Rotate the secret</Trans>
          </Button>
        )}
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

function useFacts(apiKey: Key): Fact[] {
  const { t } = useLingui();
  const { scope, created_at, expires_at, last_used_at, rotated_at, id } = apiKey;
  return [
    { name: t`Status`, value: <KeyStatus apiKey={apiKey} /> },
    { name: t`It may`, value: scope === 'read' ? t`only read` : t`read and write` },
    { name: t`Projects`, value: <ProjectNames apiKey={apiKey} /> },
    { name: t`Created`, value: <When time={created_at} /> },
    ...(rotated_at === null ? [] : [{ name: t`New secret since`, value: <When time={rotated_at} /> }]),
    { name: t`Ends`, value: expires_at === null ? t`never` : <When time={expires_at} /> },
    { name: t`Last used`, value: last_used_at === null ? t`never` : <When time={last_used_at} /> },
    { name: t`In 30 days`, value: <Use keyId={id} /> },
  ];
}

function Use({ keyId }: { keyId: string }) {
  const use = useKeyUse(keyId);
  if (use.data === undefined) return use.error === null ? '…' : <Trans>could not be read</Trans>;
  const { reads, writes } = use.data;
  return (
    <>
      <Plural value={reads} one="# read" other="# reads" />
      {', '}
      <Plural value={writes} one="# write" other="# writes" />
      {' · '}
      <a href={hashOf({ page: 'activity' })}>
        <Trans>Activity</Trans>
      </a>
    </>
  );
}

function Review({ keyId }: { keyId: string }) {
  const { t } = useLingui();
  const review = useKeyReview(keyId);
  const set = useChange((required: boolean) => client.setKeyReview({ keyId, required }));
  return (
    <Switch
      label={t`What it writes waits for my review`}
      hint={t`Other clients see it once you have approved it.`}
      isOn={set.isPending ? set.variables : (review.data ?? false)}
      isDisabled={review.data === undefined}
      onChange={(required) => set.mutate(required)}
    />
  );
}

/** While a rotation goes on, both secrets are accepted. */
function OldSecret({ apiKey: { id, old_secret_until: until, status } }: { apiKey: Key }) {
  const end = useChange(() => client.endOldSecret({ keyId: id }));
  if (until === null || status !== 'active') return null;
  return (
    <Banner
      action={
        <Button isBusy={end.isPending} onClick={() => end.mutate(undefined)}>
          <Trans>End it now</Trans>
        </Button>
      }
    >
      <Trans>
        The old secret is accepted as well, until <When time={until} />.
      </Trans>
    </Banner>
  );
}
