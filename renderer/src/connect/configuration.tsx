/** What a client is to be told, ready to be copied: the bridge to start, never a secret. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { CopyField } from '../parts/facts.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Select } from '../parts/select.tsx';
import { clientGuides, connectionNameOf, guideFor, placeHere } from './clients.ts';

interface ConfigurationProps {
  /** Of the key: what it is called, and where its server is reached. */
  readonly description: string;
  readonly endpointUrl: string;
}

export function Configuration({ description, endpointUrl }: ConfigurationProps) {
  const { t } = useLingui();
  const [chosen, choose] = useState(() => guideFor(description).id);
  const client = clientGuides.find(({ id }) => id === chosen) ?? guideFor(description);
  const connection = connectionNameOf(description);
  const text = client.configuration({ command: 'keepsake', args: ['bridge', '--connection', connection] });
  const { name } = client;
  return (
    <div className="configuration">
      <ol className="steps">
        <li>
          <p>
            <Trans>
              On the client’s computer, name the connection. The secret is asked for and goes into the
              keychain.
            </Trans>
          </p>
          <CopyField label={t`Command`} text={addCommand(connection, endpointUrl)} />
        </li>
        <li>
          <Select
            label={t`Put this into the configuration of`}
            value={chosen}
            options={clientGuides.map((one) => ({ value: one.id, label: one.name }))}
            onChange={choose}
          />
          <figure className="snippet">
            <figcaption>
              <code>{placeHere(client)}</code>
              <CopyButton text={text} label={t`Copy configuration`} of={name} />
            </figcaption>
            <pre dir="ltr">{text}</pre>
          </figure>
        </li>
        <li>
          <p>
            <Trans>
              Restart {name}. If it does not find <code>keepsake</code>, give the program’s full path.
            </Trans>
          </p>
        </li>
      </ol>
    </div>
  );
}

/** A server of the same computer is found without an address. */
function addCommand(connection: string, endpointUrl: string): string {
  const isHere = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(endpointUrl);
  return `keepsake connection add ${connection}${isHere ? '' : ` ${endpointUrl}`}`;
}
