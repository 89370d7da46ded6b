/** Every AI client: those of this computer, and the keys of all projects. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useLiveActivity } from '../activity/queries.ts';
import { ComputerClients } from '../connect/computer-clients.tsx';
import { useTitle } from '../parts/title.ts';
import { AddServer, NoKeys } from './add-server.tsx';
import { KeyList } from './key-list.tsx';
import { useAllKeys } from './queries.ts';

export default function ServersScreen() {
  const { t } = useLingui();
  const keys = useAllKeys();
  const [adding, setAdding] = useState(false);
  useTitle(t`AI Clients`);
  // A client that is connected from a terminal proves itself, and so is seen at once.
  useLiveActivity(['keys']);
  return (
    <>
      <header>
        <div className="heading">
          <h1>
            <Trans>AI Clients</Trans>
          </h1>
          <p className="quiet">
            <Trans>
              Each client has a key of its own: you see what it does, and can take back its access alone.
            </Trans>
          </p>
        </div>
      </header>
      <section className="part" aria-labelledby="computer-clients">
        <h2 id="computer-clients">
          <Trans>On this computer</Trans>
        </h2>
        <ComputerClients />
      </section>
      <section className="part" aria-labelledby="all-keys">
        <h2 id="all-keys">
          <Trans>MCP Servers</Trans>
        </h2>
        <AddServer keys={keys} isOpen={adding} setOpen={setAdding} />
        <KeyList keys={keys} showsProjects empty={<NoKeys onAdd={() => setAdding(true)} />} />
      </section>
    </>
  );
}
