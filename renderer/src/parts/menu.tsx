/** Actions in a list that opens: from a button, or where the pointer asks for it. */
import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useLingui } from '@lingui/react/macro';
import { Kbd } from './facts.tsx';

interface Action {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: LucideIcon;
  /** As `useShortcut` takes it; only shown here. */
  readonly keys?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
}

/** `separator` parts what is above from what is below. */
export type MenuAction = Action | 'separator';

function Items({ actions }: { actions: readonly MenuAction[] }) {
  return actions.map((action, index) => {
    if (action === 'separator') return <Base.Separator key={`line-${index}`} className="menu-line" />;
    const { label, onSelect, icon: Icon, keys, isDanger = false, isDisabled = false } = action;
    return (
      <Base.Item
        key={label}
        className={isDanger ? 'menu-item danger-text' : 'menu-item'}
        disabled={isDisabled}
        onClick={onSelect}
      >
        {Icon !== undefined && <Icon size={15} strokeWidth={1.75} aria-hidden />}
        <span>{label}</span>
        {keys !== undefined && <Kbd keys={keys} />}
      </Base.Item>
    );
  });
}

interface MenuProps {
  /** A button of the kit. */
  readonly trigger: ReactElement;
  readonly actions: readonly MenuAction[];
}

export function Menu({ trigger, actions }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="above" sideOffset={4} align="end">
          <Base.Popup className="popup menu">
            <Items actions={actions} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** @param of what the actions are about, for those who cannot see the row */
export function MoreMenu({ of, actions }: { of: string; actions: readonly MenuAction[] }) {
  const { t } = useLingui();
  return (
    <Menu
      trigger={
        <button type="button" className="ghost icon-only" aria-label={t`More for ${of}`}>
          <Ellipsis size={16} strokeWidth={1.75} aria-hidden />
        </button>
      }
      actions={actions}
    />
  );
}

/** The same actions where the right button, or the menu key, asks for them. */
export function ContextMenu({ actions, children }: { actions: readonly MenuAction[]; children: ReactNode }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger className="context">{children}</BaseContext.Trigger>
      <BaseContext.Portal>
        <BaseContext.Positioner className="above">
          <BaseContext.Popup className="popup menu">
            <Items actions={actions} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}
