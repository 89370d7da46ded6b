/** Keys as rows: who uses each, what it may do, when it was last used; and what can be done with it. */
import { useLingui } from '@lingui/react/macro';
import { Activity, Ban, Eraser, Info, RotateCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Key } from '../../../contract/index.ts';
import { goTo } from '../data/route.ts';
import type { List } from '../data/list.ts';
import { askToErase } from '../erasure/asking.ts';
import { ListState } from '../parts/list-state.tsx';
import { MoreMenu, type MenuAction } from '../parts/menu.tsx';
import { RowMain } from '../parts/row.tsx';
import { KeyFacts, KeyStatus, type KeyDialog } from './key-facts.tsx';
import { KeyDetails } from './key-details.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';

interface KeyListProps {
  readonly keys: List<Key>;
  /** Whether rows say which projects a key reaches. */
  readonly showsProjects?: boolean;
  readonly empty: ReactNode;
}

export function KeyList({ keys, showsProjects = false, empty }: KeyListProps) {
  return (
    <ListState list={keys} empty={empty}>
      <ul className="rows">
        {keys.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} showsProjects={showsProjects} />
        ))}
      </ul>
    </ListState>
  );
}

function KeyRow({ apiKey, showsProjects }: { apiKey: Key; showsProjects: boolean }) {
  const [open, setOpen] = useState<KeyDialog>();
  const close = () => setOpen(undefined);
  const { description, status } = apiKey;
  return (
    <li className={status === 'active' ? undefined : 'over'}>
      <RowMain>
        <button type="button" className="name as-text" onClick={() => setOpen('details')}>
          {description}
        </button>
        <KeyFacts apiKey={apiKey} showsProjects={showsProjects} />
      </RowMain>
      <KeyStatus apiKey={apiKey} />
      <div className="row-actions">
        <MoreMenu of={description} actions={useKeyActions(apiKey, setOpen)} />
      </div>
      {open === 'details' && <KeyDetails apiKey={apiKey} onOpen={setOpen} onClose={close} />}
      {open === 'rotate' && <RotateKey apiKey={apiKey} onClose={close} />}
      {open === 'revoke' && <RevokeKey apiKey={apiKey} onClose={close} />}
    </li>
  );
}

function useKeyActions({ id, description, status }: Key, open: (dialog: KeyDialog) => void): MenuAction[] {
  const { t } = useLingui();
  const always: MenuAction[] = [
    { label: t`Details and configuration`, icon: Info, onSelect: () => open('details') },
    { label: t`Activity`, icon: Activity, onSelect: () => goTo({ page: 'activity' }) },
  ];
  const erase: MenuAction = {
    label: t`Delete what it wrote permanently…`,
    icon: Eraser,
    isDanger: true,
    onSelect: () => askToErase({ target: { type: 'key_writes', id }, name: description }),
  };
  if (status === 'revoked') return [...always, 'separator', erase];
  const rotate: MenuAction = { label: t`Rotate the secret`, icon: RotateCw, onSelect: () => open('rotate') };
  const revoke: MenuAction = { label: t`Revoke`, icon: Ban, isDanger: true, onSelect: () => open('revoke') };
  return [...always, ...(status === 'active' ? [rotate] : []), 'separator', revoke, erase];
}
