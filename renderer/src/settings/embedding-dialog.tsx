/** Chooses the model for vectors; its secret is written and never read back. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { EmbeddingStatus } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';

interface EmbeddingDialogProps {
  readonly known?: EmbeddingStatus['provider'];
  readonly onClose: () => void;
}

type Kind = 'ollama' | 'service' | 'local';

const ollama = 'http://localhost:11434/v1';

export function EmbeddingDialog({ known, onClose }: EmbeddingDialogProps) {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>(() => kindOf(known));
  const [words, setWords] = useState({ url: known?.url ?? ollama, model: known?.model ?? '', secret: '' });
  const save = useChange(
    async () => {
      const { url, model, secret } = words;
      await client.setEmbedding({
        model: model.trim(),
        ...(kind === 'local' ? {} : { url: url.trim() }),
        ...(kind === 'service' && secret !== '' ? { secret } : {}),
      });
      onClose();
    },
    { inDialog: true },
  );
  const choose = (next: Kind) => {
    setKind(next);
    setWords({ ...words, url: next === 'ollama' ? ollama : next === kind ? words.url : 'https://' });
  };
  const change = (part: Partial<typeof words>) => setWords({ ...words, ...part });
  return (
    <FormDialog title={t`Choose a model`} submit={t`Save`} change={save} onClose={onClose}>
      <div className="field">
        <span className="label">
          <Trans>Where it runs</Trans>
        </span>
        <SegmentedControl<Kind>
          label={t`Where it runs`}
          value={kind}
          options={[
            { value: 'ollama', label: t`Ollama or LM Studio` },
            { value: 'service', label: t`A service` },
            { value: 'local', label: t`In Keepsake` },
          ]}
          onChange={choose}
        />
      </div>
      {kind !== 'local' && (
        <TextField
          label={t`Address`}
          type="url"
          required
          value={words.url}
          onChange={({ target }) => change({ url: target.value })}
          hint={t`Of any server that speaks /v1/embeddings.`}
        />
      )}
      <TextField
        label={t`Model`}
        required
        autoComplete="off"
        value={words.model}
        placeholder={kind === 'local' ? 'my-model' : 'nomic-embed-text'}
        onChange={({ target }) => change({ model: target.value })}
        hint={kind === 'local' ? t`A folder of the models folder.` : t`As that server names it.`}
      />
      {kind === 'service' && (
        <TextField
          label={t`Secret`}
          type="password"
          autoComplete="off"
          value={words.secret}
          onChange={({ target }) => change({ secret: target.value })}
          hint={
            known?.has_secret === true
              ? t`One is kept. Type it again if the address changes.`
              : t`Kept encrypted, never shown again.`
          }
        />
      )}
      {kind === 'service' && (
        <p className="quiet">
          <Trans>The text of every passage, and every question, is sent to this service.</Trans>
        </p>
      )}
    </FormDialog>
  );
}

function kindOf(known: EmbeddingStatus['provider']): Kind {
  if (known === undefined) return 'ollama';
  if (known.url === undefined) return 'local';
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(known.url) ? 'ollama' : 'service';
}
