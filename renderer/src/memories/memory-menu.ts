/** What the menu of a memory offers beside editing, pinning and putting back. */
import { useLingui } from '@lingui/react/macro';
import { Copy, Eraser, Replace, Trash2 } from 'lucide-react';
import type { Memory } from '../../../contract/index.ts';
import { askToErase } from '../erasure/asking.ts';
import type { MenuAction } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { useMemoryActions } from './memory-actions.ts';

interface MemoryMenu {
  readonly projectId: string;
  readonly memory: Memory;
  readonly onClose: () => void;
  readonly onReplace: (memory: Memory) => void;
}

export function useMemoryMenu({ projectId, memory, onClose, onReplace }: MemoryMenu): MenuAction[] {
  const { t } = useLingui();
  const { show, showError } = useNotices();
  const { remove } = useMemoryActions(projectId);
  const { id, name, content, status } = memory;
  const copy = () => navigator.clipboard.writeText(content).then(() => show(t`Copied.`), showError);
  const erase = () =>
    askToErase({ target: { type: 'memory', project_id: projectId, id }, name, onErased: onClose });
  return [
    { label: t`Copy text`, icon: Copy, onSelect: () => void copy() },
    {
      label: t`Write what replaces it`,
      icon: Replace,
      isDisabled: status !== 'active',
      onSelect: () => onReplace(memory),
    },
    'separator',
    {
      label: t`Delete`,
      icon: Trash2,
      isDanger: true,
      isDisabled: status === 'deleted',
      onSelect: () => (remove([memory]), onClose()),
    },
    { label: t`Delete permanently…`, icon: Eraser, isDanger: true, onSelect: erase },
  ];
}
