/** The AI clients found on this computer, each with how it stands and what to do; in a browser, the command that does it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { useAbilities, valueOf, type ClientRow } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { CopyField } from '../parts/facts.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { Button } from '../parts/button.tsx';
import { Status, type Tone } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { outcomeOf, useComputerClients } from './queries.ts';

export function ComputerClients() {
  return useAbilities() === undefined ? <InBrowser /> : <InApp />;
}

function InBrowser() {
  const { t } = useLingui();
  return (
    <div className="card">
      <p>
        <Trans>
          A browser cannot see the programs of this computer. One command finds Claude, Cursor, VS Code, Codex
          and eight more, shows what it would change, asks, connects them, and proves that each can write and
          recall.
        </Trans>
      </p>
      <CopyField label={t`Run in a terminal on the client’s computer`} text="keepsake connect" />
    </div>
  );
}

function InApp() {
  const clients = useComputerClients();
  const [showsAll, showAll] = useState(false);
  if (clients.data === undefined)
    return clients.error === null ? (
      <Skeleton rows={3} />
    ) : (
      <ErrorState error={clients.error} retry={() => void clients.refetch()} />
    );
  const isHere = ({ found, state }: ClientRow) => found || state !== 'not connected';
  const here = clients.data.filter(isHere);
  const others = clients.data.length - here.length;
  const shown = showsAll ? [...here, ...clients.data.filter((one) => !isHere(one))] : here;
  return (
    <>
      {here.length === 0 && (
        <p className="card quiet">
          <Trans>
            No AI client was found on this computer. Install one, or connect one that is kept elsewhere.
          </Trans>
        </p>
      )}
      <ul className="rows clients">
        {shown.map((row) => (
          <Client key={row.client} row={row} />
        ))}
      </ul>
      {!showsAll && others > 0 && (
        <button type="button" className="link" onClick={() => showAll(true)}>
          <Plural value={others} one="Show # that was not found" other="Show # that were not found" />
        </button>
      )}
    </>
  );
}

function Client({ row }: { row: ClientRow }) {
  const { t } = useLingui();
  const [connecting, setConnecting] = useState(false);
  const { name, state, found, problem, path } = row;
  const isConnected = state === 'connected';
  return (
    <li>
      <div className="row-main">
        <Bot className="icon" size={16} aria-hidden />
        <div className="row-text">
          <strong className="title">{name}</strong>
          <small>{problem ?? <Facts row={row} />}</small>
          <small className="path-of" dir="ltr">
            {path}
          </small>
        </div>
      </div>
      <Standing row={row} />
      <div className="row-actions">
        {isConnected ? (
          <ConnectedMenu row={row} onProve={() => setConnecting(true)} />
        ) : (
          <Button
            look={found ? 'primary' : 'secondary'}
            aria-label={state === 'outdated' ? t`Repair ${name}` : t`Connect ${name}`}
            onClick={() => setConnecting(true)}
          >
            {state === 'outdated' ? <Trans>Repair</Trans> : <Trans>Connect</Trans>}
          </Button>
        )}
      </div>
      {connecting && <ConnectDialog row={row} onClose={() => setConnecting(false)} />}
    </li>
  );
}

function Facts({ row: { state, found, key } }: { row: ClientRow }) {
  if (state !== 'connected')
    return found ? <Trans>Found on this computer</Trans> : <Trans>Not found on this computer</Trans>;
  if (key === undefined || key.last_used_at === null) return <Trans>Not used yet</Trans>;
  return (
    <Trans>
      Last used <When time={key.last_used_at} />
    </Trans>
  );
}

function Standing({ row: { state, key } }: { row: ClientRow }) {
  const { t } = useLingui();
  const words: Record<ClientRow['state'], { tone: Tone; word: string }> = {
    connected:
      key?.last_used_at == null
        ? { tone: 'plain', word: t`Connected` }
        : { tone: 'okay', word: t`Connected and proven` },
    outdated: { tone: 'warning', word: t`Needs repair` },
    broken: { tone: 'error', word: t`Its file cannot be read` },
    'not connected': { tone: 'plain', word: t`Not connected` },
  };
  const { tone, word } = words[state];
  return <Status tone={tone}>{word}</Status>;
}

function ConnectedMenu({ row, onProve }: { row: ClientRow; onProve: () => void }) {
  const { t } = useLingui();
  const { client, name } = row;
  const abilities = useAbilities();
  const { show } = useNotices();
  const connectAgain = useChange(async () => {
    if (abilities !== undefined)
      outcomeOf(valueOf(await abilities.connectClient(client, row.key?.scope === 'read')));
  });
  const disconnect = useChange(async () => {
    if (abilities === undefined) return;
    outcomeOf(valueOf(await abilities.disconnectClient(client)));
    show(t`Disconnected ${name}. Its key is revoked and its file is as before.`, () =>
      connectAgain.mutate(undefined),
    );
  });
  return (
    <MoreMenu
      of={name}
      actions={[
        { label: t`Prove again`, onSelect: onProve },
        'separator',
        { label: t`Disconnect`, isDanger: true, onSelect: () => disconnect.mutate(undefined) },
      ]}
    />
  );
}
