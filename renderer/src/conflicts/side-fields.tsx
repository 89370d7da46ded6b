/** What one side of a clash says, field by field. */
import { Trans, useLingui } from '@lingui/react/macro';
import { TextChange } from '../history/field-changes.tsx';
import type { ClashField } from './clash.ts';

interface SideFieldsProps {
  readonly fields: readonly ClashField[];
  readonly which: 'current' | 'other';
}

/** What a side says; what it changed is marked where it is known what it came from. */
export function SideFields({ fields, which }: SideFieldsProps) {
  const { t } = useLingui();
  const names: Record<string, string> = {
    name: t`Title`,
    title: t`Title`,
    content: t`Memory`,
    description: t`Description`,
    tags: t`Tags`,
    status: t`State`,
    value: t`Value`,
    text: t`Comment`,
  };
  const states: Record<string, string> = {
    active: t`Kept`,
    deleted: t`Deleted`,
    superseded: t`Replaced`,
    expired: t`Expired`,
  };
  if (fields.length === 0)
    return (
      <p className="quiet">
        <Trans>Both say the same by now.</Trans>
      </p>
    );
  return fields.map((field) => {
    const { name, base, [which]: text } = field;
    const isState = name === 'status';
    return (
      <div key={name} className="side-field">
        {(fields.length > 1 || isState || !(name in names)) && (
          <span className="label" dir="auto">
            {names[name] ?? name}
          </span>
        )}
        {isState ? (
          <p>{states[text] ?? text}</p>
        ) : base === undefined || base === '' ? (
          <p className="text" dir="auto">
            {text}
          </p>
        ) : (
          <TextChange before={base} after={text} />
        )}
      </div>
    );
  });
}
