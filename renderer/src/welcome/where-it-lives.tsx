/** Where memory lives: this computer, or a server. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { SegmentedControl } from '../parts/choices.tsx';
import { useServerDetails } from '../settings/queries.ts';
import { Step } from './step.tsx';

type Place = 'computer' | 'server';

export function WhereItLives() {
  const { t } = useLingui();
  const { host, isHere } = hereOrThere();
  const [place, setPlace] = useState<Place>(isHere ? 'computer' : 'server');
  const folder = useServerDetails().data?.data_folder;
  return (
    <Step number={1} title={t`Where your memory lives`} isDone>
      <SegmentedControl<Place>
        label={t`Where your memory lives`}
        value={place}
        options={[
          { value: 'computer', label: t`This computer` },
          { value: 'server', label: t`A server` },
        ]}
        onChange={setPlace}
      />
      {place === 'computer' && isHere && (
        <p className="quiet">
          <Trans>
            In <code dir="ltr">{folder ?? '…'}</code>, encrypted. Nothing leaves this computer.
          </Trans>
        </p>
      )}
      {place === 'computer' && !isHere && (
        <p className="quiet">
          <Trans>
            This page comes from {host}. To keep memory on this computer, install Keepsake here and open it
            here.
          </Trans>
        </p>
      )}
      {place === 'server' && isHere && (
        <p className="quiet">
          <Trans>
            Run <code>keepsake serve</code> there and open this page at its address. AI clients of this
            computer reach it by <code>keepsake connection add</code>.
          </Trans>
        </p>
      )}
      {place === 'server' && !isHere && (
        <p className="quiet">
          <Trans>On {host}, encrypted.</Trans>
        </p>
      )}
    </Step>
  );
}

/** In the app the page has no host of its own. */
function hereOrThere(): { host: string; isHere: boolean } {
  const { hostname, protocol, host } = location;
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$|\.localhost$/.test(hostname);
  return { host, isHere: isLoopback || !/^https?:$/.test(protocol) };
}
