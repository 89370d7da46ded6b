/** Changes a value in its place, and never writes over what somebody else wrote meanwhile without asking. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { KeepsakeError, type Entry } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { useNotices } from '../parts/notices.tsx';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { Kbd } from '../parts/facts.tsx';
import { Select } from '../parts/select.tsx';
import { Banner } from '../parts/status.tsx';
import { endChoices, ttlOf, type End } from './ends.ts';
import { notationOf, readTyped, typedOf } from './json.ts';
import { ValueField, type Typing } from './value-field.tsx';

interface ValueEditorProps {
  readonly projectId: string;
  /** The value as it was opened. */
  readonly opened: Entry;
  /** As it stands now. */
  readonly now: Entry;
  readonly onClose: () => void;
}

export function ValueEditor({ projectId, opened, now, onClose }: ValueEditorProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [base, setBase] = useState(opened);
  const [typing, setTyping] = useState(() => typingOf(opened));
  const [end, setEnd] = useState<End>(opened.expires_at === null ? 'never' : 'as-now');
  const { namespace, key } = base;
  const restore = useChange((revision: string) =>
    client.restoreEntry({ projectId, namespace, key, revision }),
  );
  const read = readTyped(typing.text, typing.notation);
  const isReady = 'value' in read;
  const save = useChange(
    async () => {
      if (!('value' in read)) throw new KeepsakeError('VALIDATION_ERROR', read.problem);
      const ttl = ttlOf(end, base.expires_at, Date.now());
      const { value } = read;
      const { version, revision } = base;
      const more = ttl === undefined ? {} : { ttl };
      await client.setEntry({ projectId, namespace, key, value, version, ...more });
      onClose();
      show(t`Saved “${key}”.`, () => restore.mutate(revision));
    },
    { inDialog: true },
  );
  const submit = () => {
    if (isReady && !save.isPending) save.mutate(undefined);
  };
  const isStale = now.version !== base.version;
  return (
    <form className="value-editor" onSubmit={(event) => (event.preventDefault(), submit())}>
      {isStale && (
        <Banner
          tone="warning"
          action={
            <div className="actions">
              <Button onClick={() => (setBase(now), setTyping(typingOf(now)))}>{t`Take theirs`}</Button>
              <Button onClick={() => setBase(now)}>{t`Keep mine`}</Button>
            </div>
          }
        >
          <Trans>
            {now.updated_by.name ?? t`Somebody`} wrote version {now.version} while you were typing.
          </Trans>
        </Banner>
      )}
      <ValueField typing={typing} rows={14} hasFocus onChange={setTyping} onSave={submit} />
      <Select label={t`Ends`} value={end} options={endChoices(base.expires_at !== null)} onChange={setEnd} />
      {!isStale && <Problem error={save.error} />}
      <div className="actions">
        <Button type="submit" look="primary" disabled={!isReady || isStale} isBusy={save.isPending}>
          <Trans>Save</Trans> <Kbd keys="mod+enter" />
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}

function typingOf({ value }: Entry): Typing {
  const notation = notationOf(value);
  return { text: typedOf(value, notation), notation };
}
