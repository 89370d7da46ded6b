/** How the app keeps itself up to date; in a browser, who hosts the server does. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useAbilities, valueOf, type UpdateState } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { Part } from './part.tsx';

/** In a part of its own, with its heading. */
export function Updates() {
  const { t } = useLingui();
  return (
    <Part title={t`Updates`}>
      <Newest />
    </Part>
  );
}

function Newest() {
  const abilities = useAbilities();
  const [state, setState] = useState<UpdateState>();
  useEffect(() => {
    void abilities?.updateState().then((answer) => answer.ok && setState(answer.value));
    return abilities?.onUpdate(setState);
  }, [abilities]);
  const check = useChange(async () => {
    if (abilities !== undefined) setState(valueOf(await abilities.checkForUpdate()));
  });
  const install = useChange(async () => {
    if (abilities !== undefined) valueOf(await abilities.installUpdate());
  });
  if (abilities === undefined)
    return (
      <p>
        <Trans>This page is as new as the server that it comes from.</Trans>
      </p>
    );
  return (
    <div className="row-between">
      <p>
        <UpdateWords state={state} />
      </p>
      {state?.state === 'ready' ? (
        <Button look="primary" isBusy={install.isPending} onClick={() => install.mutate(undefined)}>
          <Trans>Restart and update</Trans>
        </Button>
      ) : (
        <Button isBusy={check.isPending} onClick={() => check.mutate(undefined)}>
          <Trans>Check for updates</Trans>
        </Button>
      )}
    </div>
  );
}

function UpdateWords({ state }: { state: UpdateState | undefined }) {
  switch (state?.state) {
    case 'off':
      return state.reason;
    case 'failed':
      return state.message;
    case 'downloading':
      return (
        <Trans>
          Loading version {state.version}: {state.percent} %
        </Trans>
      );
    case 'ready':
      return <Trans>Version {state.version} is ready.</Trans>;
    case 'checking':
      return <Trans>Looking for a newer version…</Trans>;
    default:
      return <Trans>Keepsake is up to date.</Trans>;
  }
}
