/** Dialogs that the browser itself keeps in front; Escape closes them and focus goes back to where it was. */
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Message, wordsOf } from './words.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Escape does not close it: what it shows is not shown again. */
  readonly mustAnswer?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, mustAnswer = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  const titleId = useId();
  useEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    const before = document.activeElement;
    const closed = () => close.current();
    const cancelled = (event: Event) => mustAnswer && event.preventDefault();
    dialog.showModal();
    dialog.addEventListener('close', closed);
    dialog.addEventListener('cancel', cancelled);
    return () => {
      dialog.removeEventListener('close', closed);
      dialog.removeEventListener('cancel', cancelled);
      dialog.close();
      requestAnimationFrame(() => giveFocusBack(before));
    };
  }, [mustAnswer]);
  return createPortal(
    <dialog ref={element} aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>,
    document.body,
  );
}

/** To the control that opened the dialog; to the content, if that control is gone. */
function giveFocusBack(before: Element | null): void {
  if (document.activeElement !== document.body) return;
  const known = before instanceof HTMLElement && before.isConnected && before !== document.body;
  (known ? before : document.getElementById('main'))?.focus();
}

interface FormDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly change: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (input: undefined) => void;
  };
  readonly isDanger?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that asks for something and sends it; a refusal is shown in it and nothing typed is lost. */
export function FormDialog({ title, submit, change, isDanger, onClose, children }: FormDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), change.isPending || change.mutate(undefined))}>
        <div className="dialog-body">{children}</div>
        <div className="dialog-foot">
          <Problem error={change.error} />
          <button type="button" className="secondary" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className={isDanger === true ? 'danger' : ''}
            aria-disabled={change.isPending}
          >
            {submit}
          </button>
        </div>
      </form>
    </Dialog>
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

export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
