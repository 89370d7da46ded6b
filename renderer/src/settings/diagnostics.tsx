/** What helps somebody who helps: versions and states, nothing of what a person wrote, no names and no paths. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useAbilities, useServerState } from '../data/abilities.ts';
import { useServer } from '../data/server.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Part } from './part.tsx';
import { useEmbedding, useServerDetails, useStorage } from './queries.ts';
import { reportOf } from './report.ts';

export function Diagnostics() {
  const { t } = useLingui();
  const text = useReport();
  return (
    <Part
      title={t`Diagnostics`}
      about={t`Read it before you share it: versions, counts and states; nothing you wrote, no names, no paths, no secrets.`}
    >
      <figure className="snippet">
        <figcaption>
          <span className="label">
            <Trans>Report</Trans>
          </span>
          <CopyButton text={text} label={t`Copy report`} />
        </figcaption>
        <pre dir="ltr">{text}</pre>
      </figure>
      <p className="quiet">
        <Trans>
          If something does not work, run <code>keepsake doctor</code> in a terminal: it checks the server,
          the keychain and every connection, and says what to do.
        </Trans>
      </p>
    </Part>
  );
}

function useReport(): string {
  const server = useServer(true);
  const details = useServerDetails().data;
  const storage = useStorage().data;
  const embedding = useEmbedding().data;
  const own = useServerState();
  const isApp = useAbilities() !== undefined;
  return reportOf({
    page: isApp ? 'app' : 'browser',
    browser: navigator.userAgent,
    server: server.data,
    isAway: server.error !== null,
    own: own?.state,
    details,
    storage,
    embedding: embedding?.status,
  });
}
