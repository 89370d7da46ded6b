/** Buttons: one look per weight of action, and icons that say their name on pointing at them. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Hint } from './tooltip.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  /** `primary`: the one thing a screen is for; `ghost`: actions of rows and toolbars. */
  readonly look?: 'primary' | 'secondary' | 'ghost' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly icon?: LucideIcon;
  /** Stays focusable, so that a reader of the screen does not lose its place. */
  readonly isBusy?: boolean;
}

export function Button({
  look = 'secondary',
  type = 'button',
  icon: Icon,
  isBusy = false,
  className = '',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`${look} ${className}`.trim()}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {Icon !== undefined && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly icon: LucideIcon;
  /** Its name for readers of the screen. */
  readonly label: string;
  /** What the tooltip says, when the name would be too long; the name otherwise. */
  readonly tip?: ReactNode;
}

export function IconButton({
  icon: Icon,
  label,
  tip,
  look = 'ghost',
  className = '',
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={tip ?? label}>
      <Button {...rest} look={look} aria-label={label} className={`icon-only ${className}`.trim()}>
        <Icon size={16} strokeWidth={1.75} aria-hidden />
      </Button>
    </Hint>
  );
}
