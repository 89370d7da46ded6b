/** Dialogs: Escape closes them, focus stays in them and goes back to where it was. */
import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import { useLingui } from '@lingui/react/macro';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { Button } from './button.tsx';
import { TextField } from './fields.tsx';
import { Message, wordsOf } from './words.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Escape does not close it: what it shows is not shown again. */
  readonly mustAnswer?: boolean;
  readonly isWide?: boolean;
  /** Near the top, its title only read out, closed by a click beside it. */
  readonly isPalette?: boolean;
  /** What has the focus at first; what comes first when left out. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

export function Dialog({
  title,
  onClose,
  mustAnswer = false,
  isWide = false,
  isPalette = false,
  initialFocus,
  children,
}: DialogProps) {
  const back = useFocusBack();
  return (
    <Base.Root
      open
      disablePointerDismissal={!isPalette}
      onOpenChange={(open, details) => {
        if (mustAnswer && details.reason === 'escape-key') details.cancel();
        else if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup
          className={`dialog${isWide ? ' wide' : ''}${isPalette ? ' palette' : ''}`}
          finalFocus={back}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <Base.Title className={isPalette ? 'unseen' : ''}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu's entry is gone with its menu, so what opened the menu stands for it. */
function openedFrom(): Element | null {
  const { activeElement } = document;
  const isInMenu = activeElement?.closest('[role="menu"]') != null;
  return isInMenu ? document.querySelector('[aria-haspopup="menu"][data-popup-open]') : activeElement;
}

/** What had the focus when the dialog was made; the content, if that is gone by then. */
function useFocusBack(): () => HTMLElement | null {
  const [before] = useState(openedFrom);
  return () => {
    const known = before instanceof HTMLElement && before.isConnected && before !== document.body;
    return known ? before : document.getElementById('main');
  };
}

export interface Change {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly mutate: (input: undefined) => void;
}

interface FormDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly change: Change;
  readonly isDanger?: boolean;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that asks for something and sends it; a refusal is shown in it and nothing typed is lost. */
export function FormDialog({
  title,
  submit,
  change,
  isDanger,
  isWide = false,
  onClose,
  children,
}: FormDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog title={title} onClose={onClose} isWide={isWide}>
      <form onSubmit={(event) => (event.preventDefault(), change.isPending || change.mutate(undefined))}>
        <div className="dialog-body">{children}</div>
        <div className="dialog-foot">
          <Problem error={change.error} />
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look={isDanger === true ? 'danger' : 'primary'} isBusy={change.isPending}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface AlertDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly change: Change;
  /** A name to be typed before what cannot be undone; for what a project or file takes with it. */
  readonly typed?: string;
  readonly onClose: () => void;
  /** What goes, what stays. */
  readonly children: ReactNode;
}

/** Asks once more before something that cannot be undone; the way out has the focus. */
export function AlertDialog({ title, submit, change, typed, onClose, children }: AlertDialogProps) {
  const { t } = useLingui();
  const [words, setWords] = useState('');
  const cancel = useRef<HTMLButtonElement>(null);
  const back = useFocusBack();
  const isReady = typed === undefined || words.trim() === typed;
  return (
    <BaseAlert.Root open onOpenChange={(open) => open || onClose()}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className="backdrop" />
        <BaseAlert.Popup
          className="dialog"
          finalFocus={back}
          {...(typed === undefined ? { initialFocus: cancel } : {})}
        >
          <BaseAlert.Title>{title}</BaseAlert.Title>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (isReady && !change.isPending) change.mutate(undefined);
            }}
          >
            <div className="dialog-body">
              <BaseAlert.Description render={<div className="prose" />}>{children}</BaseAlert.Description>
              {typed !== undefined && (
                <TextField
                  label={t`Type “${typed}” to go on`}
                  value={words}
                  autoComplete="off"
                  onChange={({ target }) => setWords(target.value)}
                />
              )}
            </div>
            <div className="dialog-foot">
              <Problem error={change.error} />
              <Button ref={cancel} onClick={onClose}>{t`Cancel`}</Button>
              <Button type="submit" look="danger" disabled={!isReady} isBusy={change.isPending}>
                {submit}
              </Button>
            </div>
          </form>
        </BaseAlert.Popup>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  );
}

/** What went wrong, where it went wrong. */
export function Problem({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <p className="problem" role="alert">
      <Message text={wordsOf(error)} />
    </p>
  );
}

/** A label around a control that the kit has no field for. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <label className="field">
      <span className="label">{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
