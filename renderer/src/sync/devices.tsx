/** The devices that are linked to the same server, and forgetting one. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Monitor } from 'lucide-react';
import { useState } from 'react';
import type { LinkedDevice } from '../../../contract/operations/link-devices.ts';
import type { SyncState } from '../../../contract/operations/links.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { ListState } from '../parts/list-state.tsx';
import { RowAction, RowMain } from '../parts/row.tsx';
import { Badge } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { useDevices } from './queries.ts';

export function Devices({ link }: { link: SyncState }) {
  const devices = useDevices(link.id);
  // While the server is away, the card above says so.
  if (devices.error !== null && (link.state === 'offline' || link.state === 'error')) return null;
  return (
    <section>
      <h2>
        <Trans>Devices</Trans>
      </h2>
      <ListState
        list={devices}
        empty={
          <p className="quiet">
            <Trans>No device has sent anything yet.</Trans>
          </p>
        }
      >
        <ul className="rows">
          {devices.items.map((device) => (
            <DeviceRow key={device.id} device={device} link={link} />
          ))}
        </ul>
      </ListState>
    </section>
  );
}

function DeviceRow({ device, link }: { device: LinkedDevice; link: SyncState }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const { id: deviceId, name, registered_at, is_this } = device;
  const forget = useChange(
    async () => {
      await client.forgetLinkedDevice({ linkId: link.id, deviceId });
      setAsking(false);
    },
    { inDialog: true },
  );
  return (
    <li>
      <RowMain>
        <strong className="name with-mark" dir="auto">
          <Monitor size={14} strokeWidth={1.75} aria-hidden /> {name}{' '}
          {is_this && <Badge tone="okay">{t`This computer`}</Badge>}
        </strong>
        <small>
          <Trans>
            since <When time={registered_at} />
          </Trans>
        </small>
      </RowMain>
      <div className="row-actions">
        {!is_this && <RowAction label={t`Forget`} of={name} onClick={() => setAsking(true)} />}
      </div>
      {isAsking && (
        <AlertDialog
          title={t`Forget “${name}”?`}
          submit={t`Forget`}
          change={forget}
          onClose={() => setAsking(false)}
        >
          <Trans>
            What it sent stays, and it keeps what it has. As long as its token is valid it can register again:
            revoke that under Team on the server.
          </Trans>
        </AlertDialog>
      )}
    </li>
  );
}
