/** What is to be done once a secret was copied: it is taken out of the clipboard a minute later. */
import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useAbilities } from '../data/abilities.ts';
import { useNotices } from '../parts/notices.tsx';
import { forgetAfterMs, forgetCopied } from './clipboard.ts';

/** @returns what is to be called when the secret is copied; the rest happens also after its dialog is closed */
export function useForgetting(secret: string): () => void {
  const { t } = useLingui();
  const abilities = useAbilities();
  const { show } = useNotices();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const forget = async () => {
      if (await forgetCopied(secret, abilities)) show(t`The secret was taken out of the clipboard.`);
    };
    // Not undone when the dialog closes: the clipboard outlives it.
    setTimeout(() => void forget(), forgetAfterMs);
    // Once for each secret that is copied, whatever else is drawn anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isCopied, secret]);
  return () => setCopied(true);
}
