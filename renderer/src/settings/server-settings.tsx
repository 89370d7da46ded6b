/** The server that this page talks to: where it is, how it stands, where it keeps its data and its secrets. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAbilities, useServerState, valueOf, type Abilities } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { hashOf } from '../data/route.ts';
import { useServer } from '../data/server.ts';
import { Switch } from '../parts/choices.tsx';
import { CopyField, KeyValue } from '../parts/facts.tsx';
import { Status } from '../parts/status.tsx';
import { When } from '../parts/words.tsx';
import { Line, Part } from './part.tsx';
import { useServerDetails } from './queries.ts';
import { Reading } from './reading.tsx';

/** What a server says that only its socket reaches. */
const withoutPort = 'http://localhost/mcp';

export function ServerSettings() {
  const { t } = useLingui();
  const server = useServer(true);
  const details = useServerDetails();
  const abilities = useAbilities();
  return (
    <>
      <Part title={t`Server`}>
        <Reading query={details}>
          {({ data_folder, started_at, platform, node }) => (
            <>
              <KeyValue
                facts={[
                  { name: t`Health`, value: <Health isAway={server.error !== null} /> },
                  { name: t`Version`, value: server.data?.version ?? '' },
                  { name: t`Running since`, value: <When time={started_at} /> },
                  { name: t`Runs on`, value: `${platform} · Node.js ${node}` },
                  { name: t`Started by`, value: <StartedBy /> },
                ]}
              />
              <CopyField label={t`Data folder, encrypted`} text={data_folder} />
              {server.data?.endpoint_url === withoutPort ? (
                <p className="quiet">
                  <Trans>
                    It listens on no port: AI clients of this computer reach it through the bridge alone.
                  </Trans>
                </p>
              ) : (
                <CopyField label={t`Address for AI clients`} text={server.data?.endpoint_url ?? ''} />
              )}
            </>
          )}
        </Reading>
      </Part>
      {abilities !== undefined && <OnThisComputer abilities={abilities} />}
      <Part title={t`Other people`}>
        <Line
          label={t`Share this memory`}
          hint={t`Invite people to your account, or make accounts for others on this server.`}
        >
          <a className="button secondary" href={hashOf({ page: 'team' })}>
            <Trans>Team</Trans>
          </a>
        </Line>
      </Part>
    </>
  );
}

function Health({ isAway }: { isAway: boolean }) {
  const { t } = useLingui();
  return isAway ? (
    <Status tone="error">{t`Cannot be reached`}</Status>
  ) : (
    <Status tone="okay">{t`Running`}</Status>
  );
}

function StartedBy() {
  const { t } = useLingui();
  const abilities = useAbilities();
  const own = useServerState();
  if (abilities === undefined) return t`a command; this page is open in a browser`;
  return own?.state === 'running' && own.own ? t`this app` : t`another program; the app leaves it alone`;
}

function OnThisComputer({ abilities }: { abilities: Abilities }) {
  const { t } = useLingui();
  const secrets = useQuery({
    queryKey: ['server', 'keychain'],
    queryFn: async () => valueOf(await abilities.keychain()),
  });
  return (
    <Part title={t`This computer`}>
      <AutoStart abilities={abilities} />
      <KeyValue
        facts={[
          {
            name: t`Secrets are kept in`,
            value:
              secrets.data === 'keychain' ? (
                <Trans>the system’s keychain</Trans>
              ) : secrets.data === 'passphrase' ? (
                <Trans>a file, encrypted under your passphrase</Trans>
              ) : secrets.isPending ? (
                '…'
              ) : (
                <Trans>nothing that can be opened now</Trans>
              ),
          },
        ]}
      />
    </Part>
  );
}

function AutoStart({ abilities }: { abilities: Abilities }) {
  const { t } = useLingui();
  const [isOn, setOn] = useState<boolean>();
  useEffect(() => {
    void abilities.autoStart().then((answer) => answer.ok && setOn(answer.value));
  }, [abilities]);
  const set = useChange(async (next: boolean) => setOn(valueOf(await abilities.setAutoStart(next))));
  return (
    <Switch
      label={t`Start with the computer`}
      hint={t`In the background, so that AI clients find their memory at once.`}
      isOn={isOn ?? false}
      isDisabled={isOn === undefined || set.isPending}
      onChange={(next) => set.mutate(next)}
    />
  );
}
