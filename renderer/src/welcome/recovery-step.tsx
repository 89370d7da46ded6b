/** The recovery code: shown this once in the app, printed in the terminal elsewhere; acknowledged in either case. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { useAbilities, valueOf } from '../data/abilities.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useForgetting } from '../keys/forgetting.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useRecoveryCode, setupKey } from './queries.ts';
import { Step } from './step.tsx';

export function RecoveryStep({ isNoted }: { isNoted: boolean }) {
  const { t } = useLingui();
  return (
    <Step number={2} title={t`Your recovery code`} isDone={isNoted}>
      {isNoted ? (
        <p className="quiet">
          <Trans>You have it. Keepsake does not show it again.</Trans>
        </p>
      ) : (
        <Unnoted />
      )}
    </Step>
  );
}

function Unnoted() {
  const code = useRecoveryCode().data ?? undefined;
  const noted = useNoted();
  return (
    <>
      <p>
        <Trans>
          It is the only way back if this computer’s keychain or passphrase is lost. Keep it away from this
          computer.
        </Trans>
      </p>
      {code === undefined ? <Elsewhere /> : <Code code={code} />}
      <div className="actions">
        <Button look="primary" isBusy={noted.isPending} onClick={() => noted.mutate(undefined)}>
          <Trans>I have written it down</Trans>
        </Button>
      </div>
    </>
  );
}

function useNoted() {
  const abilities = useAbilities();
  const queries = useQueryClient();
  return useChange(async () => {
    queries.setQueryData(setupKey, await client.setSetup({ recovery_noted: true }));
    if (abilities !== undefined) valueOf(await abilities.recoveryCodeNoted());
    queries.setQueryData(['server', 'recovery-code'], null);
  });
}

function Elsewhere() {
  const isApp = useAbilities() !== undefined;
  return (
    <p className="quiet">
      {isApp ? (
        <Trans>It was shown when this memory was first started, and is not kept anywhere.</Trans>
      ) : (
        <Trans>
          The terminal in which Keepsake was first started printed it, under “Write down this recovery code”.
          No page can show it.
        </Trans>
      )}
    </p>
  );
}

function Code({ code }: { code: string }) {
  const { t } = useLingui();
  const copied = useForgetting(code);
  return (
    <div className="secret recovery-sheet">
      <p className="print-only">
        <Trans>Keepsake recovery code. Keep this sheet away from the computer it belongs to.</Trans>
      </p>
      <code dir="ltr" onCopy={copied}>
        {code}
      </code>
      <div className="actions no-print">
        <span onClickCapture={copied}>
          <CopyButton text={code} label={t`Copy`} of={t`Your recovery code`} />
        </span>
        <Button icon={Printer} onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
        <Button icon={Download} onClick={() => save(code)}>
          <Trans>Save as a file</Trans>
        </Button>
      </div>
    </div>
  );
}

/** As a download, whose place the person chooses. */
function save(code: string): void {
  const url = URL.createObjectURL(new Blob([`${code}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'keepsake-recovery-code.txt';
  link.click();
  URL.revokeObjectURL(url);
}
