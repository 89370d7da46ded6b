/** Writes a memory, or changes one without overwriting what somebody else changed meanwhile. */
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { KeepsakeError, type Memory, type WrittenMemory } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { Kbd } from '../parts/facts.tsx';
import { TextField } from '../parts/fields.tsx';
import { Skeleton } from '../parts/list-state.tsx';
import { useNotices } from '../parts/notices.tsx';
import { tagsOf, useDraft } from './draft.ts';
import { Meanwhile } from './meanwhile.tsx';
import { isOpening } from './opening.ts';
import { SameAlready } from './same-already.tsx';

const MarkdownEditor = lazy(() => import('./markdown-editor.tsx'));

interface MemoryFormProps {
  readonly projectId: string;
  readonly memory?: Memory | undefined;
  /** What the new memory takes the place of. */
  readonly replaces?: Memory | undefined;
  readonly onClose: () => void;
  readonly onSaved: (memory: Memory) => void;
}

type Duplicates = 'return' | 'keep' | 'supersede';

/** The draft, and saving it; what stands in the way is told by `same` and by the refusal. */
function useSaving({ projectId, memory, replaces, onSaved }: Omit<MemoryFormProps, 'onClose'>) {
  const { show } = useNotices();
  // The memory as it was opened: a change made elsewhere meanwhile is refused, not overwritten.
  const [before, setBefore] = useState(memory);
  const [same, setSame] = useState<WrittenMemory>();
  const control = useDraft(projectId, memory?.id ?? 'new', startOf(memory ?? replaces));
  const save = useChange(
    async (duplicates: Duplicates) => {
      const { content, name, tags } = control.draft;
      const given = name.trim() === '' ? {} : { name };
      const fields = { projectId, content, tags: tagsOf(tags), ...given };
      const successor =
        replaces === undefined
          ? { on_duplicate: duplicates }
          : { supersedes: [replaces.id], on_duplicate: 'keep' as const };
      const written = await (before === undefined
        ? client.addMemory({ ...fields, ...successor })
        : client.updateMemory({ ...fields, memoryId: before.id, version: before.version }));
      if (written.outcome === 'duplicate') return setSame(written);
      control.forget();
      if (written.conflict_ids !== undefined)
        show(t`Saved. It contradicts something that is known already; see Conflicts.`);
      return onSaved(written);
    },
    { inDialog: true },
  );
  return { ...control, save, before, setBefore, same, setSame };
}

export function MemoryForm({ onClose, ...props }: MemoryFormProps) {
  const { t } = useLingui();
  const { projectId, memory, replaces, onSaved } = props;
  const { draft, isTakenUp, change, forget, save, before, setBefore, same, setSame } = useSaving(props);
  const isEmpty = draft.content.trim() === '';
  const submit = () => isEmpty || save.isPending || save.mutate('return');
  const giveUp = () => (forget(), onClose());
  const onKeyDown = (event: KeyboardEvent) => {
    const saves = (event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === 's');
    if (saves) submit();
    else if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    else return;
    event.preventDefault();
  };
  const isBehind = before !== undefined && memory !== undefined && memory.version !== before.version;
  const isRefused = save.error instanceof KeepsakeError && save.error.code === 'VERSION_CONFLICT';
  return (
    // The keys of the whole form: saving from any field, leaving.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="memory-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => (event.preventDefault(), submit())}
    >
      <h2>{memory === undefined ? t`Add Memory` : t`Edit memory`}</h2>
      {replaces !== undefined && (
        <p className="quiet">
          <Trans>It takes the place of “{replaces.name}”, which AI clients are no longer given.</Trans>
        </p>
      )}
      {isTakenUp && (
        <p className="quiet line">
          <span>{t`This is your draft from before.`}</span>
          <Button look="ghost" onClick={giveUp}>{t`Throw it away`}</Button>
        </p>
      )}
      {(isBehind || isRefused) && before !== undefined && (
        <Meanwhile
          projectId={projectId}
          memoryId={before.id}
          mine={draft.content}
          onTakeTheirs={giveUp}
          onKeepMine={(theirs) => (setBefore(theirs), save.reset())}
        />
      )}
      <div className="field">
        <span className="label" aria-hidden="true">{t`Memory`}</span>
        <Suspense fallback={<Skeleton rows={2} />}>
          <MarkdownEditor
            label={t`Memory`}
            placeholder={t`One rule or fact, complete in itself.`}
            value={draft.content}
            onChange={(content) => (change({ content }), setSame(undefined))}
          />
        </Suspense>
      </div>
      <TextField
        label={t`Title`}
        hint={t`Left empty, the first words are used.`}
        value={draft.name}
        maxLength={200}
        dir="auto"
        onChange={({ target }) => change({ name: target.value })}
      />
      <TextField
        label={t`Tags`}
        hint={t`Separated by commas.`}
        value={draft.tags}
        dir="auto"
        onChange={({ target }) => change({ tags: target.value })}
      />
      {same !== undefined && (
        <SameAlready
          same={same}
          isBusy={save.isPending}
          onChoose={(choice) => (choice === 'return' ? (forget(), onSaved(same)) : save.mutate(choice))}
        />
      )}
      {!isRefused && <Problem error={save.error} />}
      <div className="form-foot">
        <Button type="submit" look="primary" disabled={isEmpty} isBusy={save.isPending}>
          {t`Save`} <Kbd keys="mod+enter" />
        </Button>
        <Button onClick={giveUp}>{t`Cancel`}</Button>
      </div>
    </form>
  );
}

function startOf(memory: Memory | undefined) {
  if (memory === undefined) return { content: '', name: '', tags: '' };
  const name = isOpening(memory.name, memory.content) ? '' : memory.name;
  return { content: memory.content, name, tags: memory.tags.join(', ') };
}
