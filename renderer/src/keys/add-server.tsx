/** The toolbar over a list of keys, and what stands in the place of an empty one. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Plug, Plus } from 'lucide-react';
import type { Key } from '../../../contract/index.ts';
import { useCommand } from '../data/commands.ts';
import type { List } from '../data/list.ts';
import { useShortcut } from '../data/shortcuts.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { NewKey } from './new-key.tsx';

interface AddServerProps {
  readonly keys: List<Key>;
  /** The project that is open. */
  readonly projectId?: string;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

export function AddServer({ keys: { total, isPending, error }, projectId, isOpen, setOpen }: AddServerProps) {
  const { t } = useLingui();
  const open = () => setOpen(true);
  useShortcut('n', t`Add MCP Server`, open);
  useCommand({ id: 'server:new', label: t`Add MCP Server`, icon: Plus, keys: 'n', run: open });
  const isEmpty = total === 0 && !isPending && error === null;
  return (
    <>
      {!isEmpty && (
        <div className="toolbar">
          <output className="summary">
            {total > 0 && <Plural value={total} one="# key" other="# keys" />}
          </output>
          <AddButton onAdd={open} />
        </div>
      )}
      {isOpen && <NewKey projectId={projectId} onClose={() => setOpen(false)} />}
    </>
  );
}

function AddButton({ onAdd }: { onAdd: () => void }) {
  return (
    <Button look="primary" icon={Plus} onClick={onAdd}>
      <Trans>Add MCP Server</Trans>
    </Button>
  );
}

export function NoKeys({ onAdd }: { onAdd: () => void }) {
  const { t } = useLingui();
  return (
    <EmptyState icon={Plug} title={t`No AI client is connected yet`} action={<AddButton onAdd={onAdd} />}>
      <Trans>
        Each client gets a key of its own, so that you see what it does and can take back its access alone.
      </Trans>
    </EmptyState>
  );
}
