/** Yes or no, and one of two or three that stand side by side. */
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { Check, Minus } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { Option } from './select.tsx';

interface SwitchProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Takes effect at once; what waits for “Save” is a checkbox. */
export function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <div>
        <span id={id} className="label">
          {label}
        </span>
        {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      </div>
      <BaseSwitch.Root
        className="switch"
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
      >
        <BaseSwitch.Thumb className="switch-thumb" />
      </BaseSwitch.Root>
    </div>
  );
}

interface CheckboxProps {
  readonly label: string;
  /** The label is read out and not shown, as in rows. */
  readonly isLabelHidden?: boolean;
  readonly isChecked: boolean;
  /** Some of what it stands for is chosen. */
  readonly isMixed?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function Checkbox({
  label,
  isLabelHidden = false,
  isChecked,
  isMixed = false,
  onChange,
}: CheckboxProps) {
  const id = useId();
  return (
    <span className="check">
      <BaseCheckbox.Root
        className="checkbox"
        aria-labelledby={id}
        checked={isChecked}
        indeterminate={isMixed}
        onCheckedChange={onChange}
      >
        <BaseCheckbox.Indicator>
          {isMixed ? <Minus size={12} aria-hidden /> : <Check size={12} strokeWidth={3} aria-hidden />}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span id={id} className={isLabelHidden ? 'unseen' : ''}>
        {label}
      </span>
    </span>
  );
}

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}

export function SegmentedControl<Value extends string>({
  label,
  value,
  options,
  onChange,
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      className="segments"
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onChange(next)}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className="segment">
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
