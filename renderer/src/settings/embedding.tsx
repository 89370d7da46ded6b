/** Vectors, which are optional: the model that makes them, how far they are, and the way back to words alone. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { EmbeddingStatus } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { useChange } from '../data/change.ts';
import { Button } from '../parts/button.tsx';
import { AlertDialog } from '../parts/dialog.tsx';
import { KeyValue, Progress } from '../parts/facts.tsx';
import { Banner, Status, type Tone } from '../parts/status.tsx';
import { Message } from '../parts/words.tsx';
import { EmbeddingDialog } from './embedding-dialog.tsx';
import { Part } from './part.tsx';
import { useEmbedding } from './queries.ts';
import { Reading } from './reading.tsx';

export function Embedding() {
  const { t } = useLingui();
  const embedding = useEmbedding();
  return (
    <Part
      title={t`Search by meaning`}
      about={t`Search needs no model. With one, passages are also found when they share no word with the question.`}
    >
      <Reading query={embedding}>
        {(status) => (status.provider === undefined ? <Off /> : <On status={status} />)}
      </Reading>
    </Part>
  );
}

function Off() {
  const [choosing, setChoosing] = useState(false);
  return (
    <div className="row-between">
      <p>
        <Trans>Off. Searches use words alone, and nothing leaves this server.</Trans>
      </p>
      <Button onClick={() => setChoosing(true)}>
        <Trans>Choose a model</Trans>
      </Button>
      {choosing && <EmbeddingDialog onClose={() => setChoosing(false)} />}
    </div>
  );
}

function On({ status }: { status: EmbeddingStatus }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<'change' | 'remove'>();
  const { provider, done, total, problem } = status;
  const close = () => setOpen(undefined);
  return (
    <>
      {status.status === 'failing' && (
        <Banner tone="warning">
          <Trans>The model did not answer; it is asked again. Searches use words meanwhile.</Trans>{' '}
          <Message text={problem ?? ''} />
        </Banner>
      )}
      <KeyValue
        facts={[
          { name: t`Status`, value: <Standing status={status} /> },
          { name: t`Model`, value: provider?.model ?? '' },
          { name: t`Where`, value: provider?.url ?? t`on the server’s own computer` },
          { name: t`Dimensions`, value: provider?.dimensions ?? '' },
          { name: t`Secret`, value: provider?.has_secret === true ? t`kept, never shown` : t`none` },
        ]}
      />
      {status.status !== 'ready' && total > 0 && <Progress label={t`Passages`} share={done / total} />}
      {status.status === 'ready' && (
        <p className="quiet">
          <Plural value={total} one="# passage has its vector." other="# passages have their vectors." />
        </p>
      )}
      <div className="actions">
        <Button onClick={() => setOpen('change')}>
          <Trans>Change</Trans>
        </Button>
        <Button look="ghost" onClick={() => setOpen('remove')}>
          <Trans>Turn off</Trans>
        </Button>
      </div>
      {open === 'change' && <EmbeddingDialog known={provider} onClose={close} />}
      {open === 'remove' && <TurnOff onClose={close} />}
    </>
  );
}

function Standing({ status: { status } }: { status: EmbeddingStatus }) {
  const { t } = useLingui();
  const words: Record<EmbeddingStatus['status'], { tone: Tone; word: string }> = {
    off: { tone: 'over', word: t`Off` },
    working: { tone: 'busy', word: t`Being made` },
    ready: { tone: 'okay', word: t`Ready` },
    failing: { tone: 'warning', word: t`Not answering` },
  };
  return <Status tone={words[status].tone}>{words[status].word}</Status>;
}

/** Asked about, for vectors take a while, and sometimes money, to make again. */
function TurnOff({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const unset = useChange(
    async () => {
      await client.unsetEmbedding({});
      onClose();
    },
    { inDialog: true },
  );
  return (
    <AlertDialog title={t`Turn off search by meaning?`} submit={t`Turn off`} change={unset} onClose={onClose}>
      <p>
        <Trans>
          All vectors and the model’s secret are removed. Documents, memories and the search by words stay.
        </Trans>
      </p>
    </AlertDialog>
  );
}
