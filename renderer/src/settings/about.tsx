/** What Keepsake is, under which licence, and what of others is in it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { packages } from 'virtual:licences';
import { useServer } from '../data/server.ts';
import { KeyValue } from '../parts/facts.tsx';
import { Part } from './part.tsx';

export function About() {
  const { t } = useLingui();
  const version = useServer(true).data?.version ?? '';
  return (
    <>
      <Part title={t`About Keepsake`}>
        <p>
          <Trans>
            Long-term memory for your AI tools, owned by you: encrypted on your own computer or server, with
            no telemetry and nothing loaded from elsewhere.
          </Trans>
        </p>
        <KeyValue
          facts={[
            { name: t`Version`, value: version },
            { name: t`Licence`, value: t`MIT: use, change and share it freely` },
          ]}
        />
        <p className="quiet">
          <a href="#/welcome">
            <Trans>Show the first steps again</Trans>
          </a>
        </p>
      </Part>
      <Part title={t`Made with`} about={t`Each of these comes under a licence of its own.`}>
        <ul className="licences">
          {packages.map(({ name, version: its, licence }) => (
            <li key={`${name} ${its}`}>
              <span dir="ltr">
                {name} {its}
              </span>
              <small>{licence}</small>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
}
