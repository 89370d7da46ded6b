/** What rows and dialogs say of a key. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Key } from '../../../contract/index.ts';
import { Status, type Tone } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { useProjects } from '../projects/queries.ts';

/** The dialogs that a key has. */
export type KeyDialog = 'details' | 'rotate' | 'revoke';

/** What it may do, since when it was not used, until when it works. */
export function KeyFacts({ apiKey, showsProjects }: { apiKey: Key; showsProjects: boolean }) {
  const { scope, last_used_at, expires_at, status, secret_suffix } = apiKey;
  return (
    <>
      <small className="dotted">
        <span>{scope === 'read' ? <Trans>Reads</Trans> : <Trans>Reads and writes</Trans>}</span>
        {showsProjects && (
          <span>
            <ProjectNames apiKey={apiKey} />
          </span>
        )}
        <span>
          {last_used_at === null ? (
            <Trans>never used</Trans>
          ) : (
            <Trans>
              last used <When time={last_used_at} />
            </Trans>
          )}
        </span>
        {expires_at !== null && (
          <span>
            {status === 'expired' ? (
              <Trans>
                ended <When time={expires_at} />
              </Trans>
            ) : (
              <Trans>
                ends <When time={expires_at} />
              </Trans>
            )}
          </span>
        )}
        <span className="whole">
          <Trans>
            secret ends in <code>{secret_suffix}</code>
          </Trans>
        </span>
      </small>
    </>
  );
}

/** Those it reaches, the one it writes to first. */
export function ProjectNames({ apiKey }: { apiKey: Key }) {
  const projects = useProjects().items;
  const nameOf = (id: string) => projects.find((one) => one.id === id)?.name;
  const { default_project_id: first, project_ids: all } = apiKey;
  const names = [first, ...all.filter((id) => id !== first)].map(nameOf).filter((name) => name !== undefined);
  return names.length === 0 ? <Trans>no project that is still there</Trans> : names.join(', ');
}

export function KeyStatus({ apiKey }: { apiKey: Key }) {
  const { t } = useLingui();
  const { status, old_secret_until: until } = apiKey;
  const words: Record<Key['status'], { word: string; tone: Tone }> = {
    active: { word: t`Active`, tone: 'okay' },
    expired: { word: t`Expired`, tone: 'over' },
    revoked: { word: t`Revoked`, tone: 'over' },
  };
  const { word, tone } = words[status];
  if (status === 'active' && until !== null) return <Status tone="busy">{t`Two secrets`}</Status>;
  return <Status tone={tone}>{word}</Status>;
}
