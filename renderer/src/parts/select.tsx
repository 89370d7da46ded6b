/** A choice of one among a few, in a list that opens. */
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId } from 'react';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  /** The label is read out and not shown, as in toolbars. */
  readonly isLabelHidden?: boolean;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({
  label,
  isLabelHidden = false,
  value,
  options,
  onChange,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <span id={id} className={isLabelHidden ? 'unseen' : 'label'}>
        {label}
      </span>
      <Base.Root
        items={options}
        value={value}
        onValueChange={(next: Value | null) => next !== null && onChange(next)}
      >
        <Base.Trigger className="secondary select" aria-labelledby={`${id} ${id}-value`}>
          <Base.Value id={`${id}-value`} />
          <ChevronsUpDown size={14} aria-hidden />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="above" sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className="popup menu">
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className="menu-item">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    <Base.ItemIndicator className="end">
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
