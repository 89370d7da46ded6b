/** Fields with their label, a hint, and what is wrong with what was typed. */
import { useId, type ComponentProps, type ReactNode } from 'react';

interface About {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** The label of a control of any kind. @param children is given the ids that tie control and words together */
function Labelled({
  label,
  hint,
  error,
  children,
}: About & {
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}) {
  const id = useId();
  const about = `${id}-about`;
  const described = hint !== undefined || error !== undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(described ? { 'aria-describedby': about } : {}),
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {described && (
        <small id={about} className={error === undefined ? '' : 'problem'}>
          {error ?? hint}
        </small>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: About & Omit<ComponentProps<'input'>, 'id'>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(ids) => <input {...rest} {...ids} />}
    </Labelled>
  );
}

export function TextArea({ label, hint, error, ...rest }: About & Omit<ComponentProps<'textarea'>, 'id'>) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(ids) => <textarea {...rest} {...ids} />}
    </Labelled>
  );
}
