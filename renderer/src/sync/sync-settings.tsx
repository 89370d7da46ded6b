/** Settings: the remote servers that this one is linked to, how each stands, and what is kept there. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CloudUpload, Link2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Devices } from './devices.tsx';
import { LinkCard } from './link-card.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { LinkedDrive } from './linked-drive.tsx';
import { LinkedProjects } from './linked-projects.tsx';
import { useSyncState } from './queries.ts';

export default function SyncSettings() {
  const { t } = useLingui();
  const state = useSyncState();
  const [isLinking, setLinking] = useState(false);
  if (state.data === undefined)
    return state.error === null ? (
      <Skeleton />
    ) : (
      <ErrorState error={state.error} retry={() => void state.refetch()} />
    );
  const dialog = isLinking && <LinkDialog onClose={() => setLinking(false)} />;
  if (state.data.length === 0)
    return (
      <>
        <EmptyState
          icon={CloudUpload}
          title={t`Not linked to a server`}
          action={
            <Button look="primary" icon={Link2} onClick={() => setLinking(true)}>
              <Trans>Link to a server</Trans>
            </Button>
          }
        >
          <Trans>
            A Keepsake server elsewhere keeps your projects, brings them to your other computers, and shares
            them with your team. Everything stays on this computer as well, and works without a network.
          </Trans>
        </EmptyState>
        {dialog}
      </>
    );
  return (
    <>
      {state.data.map((link) => (
        <div key={link.id} className="settings">
          <LinkCard link={link} />
          <LinkedProjects link={link} />
          {link.files !== null && <LinkedDrive link={link} files={link.files} />}
          <Devices link={link} />
        </div>
      ))}
      <div className="actions">
        <Button icon={Link2} onClick={() => setLinking(true)}>
          <Trans>Link to another server</Trans>
        </Button>
      </div>
      {dialog}
    </>
  );
}
