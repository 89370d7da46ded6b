/** Small parts that every screen uses. */
import { useEffect, useRef, type ReactNode } from 'react';
import { wordsOf } from './notices.tsx';

/** What a list shows while it is read, when reading failed, and when there is nothing. */
export function ListState({
  query,
  empty,
  children,
}: {
  query: { isPending: boolean; error: unknown; data?: readonly unknown[] | undefined };
  empty: ReactNode;
  children: ReactNode;
}) {
  if (query.isPending) return <Skeleton />;
  if (query.error !== null)
    return (
      <p className="problem" role="alert">
        {wordsOf(query.error)}
      </p>
    );
  if (query.data?.length === 0) return <div className="empty">{empty}</div>;
  return <>{children}</>;
}

export function Skeleton() {
  return (
    <div className="skeleton" aria-busy="true" aria-label="Loading">
      <span />
      <span />
      <span />
    </div>
  );
}

/** A dialog that the browser itself keeps in front; Escape closes it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  return (
    <button type="button" className="secondary" onClick={() => void navigator.clipboard.writeText(text)}>
      {label}
    </button>
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

/** A time in the words of the reader's own language. */
export function When({ time }: { time: string }) {
  return (
    <time dateTime={time}>
      {new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  );
}

export function sizeInWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toLocaleString(undefined, { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}
