/** How the page looks: theme, contrast, density, size of text; each takes effect at once. */
import { useLingui } from '@lingui/react/macro';
import type { Theme } from '../data/abilities.ts';
import { setLook, setTheme, textSizes, useLook, useTheme } from '../data/appearance.ts';
import { SegmentedControl } from '../parts/choices.tsx';
import { Line, Part } from './part.tsx';

export function Appearance() {
  const { t } = useLingui();
  const look = useLook();
  const themes: { value: Theme; label: string }[] = [
    { value: 'system', label: t`As the system` },
    { value: 'light', label: t`Light` },
    { value: 'dark', label: t`Dark` },
  ];
  const contrasts: { value: 'system' | 'more'; label: string }[] = [
    { value: 'system', label: t`As the system` },
    { value: 'more', label: t`High` },
  ];
  const densities: { value: 'comfortable' | 'compact'; label: string }[] = [
    { value: 'comfortable', label: t`Comfortable` },
    { value: 'compact', label: t`Compact` },
  ];
  return (
    <Part title={t`Appearance`}>
      <Line label={t`Theme`}>
        <SegmentedControl label={t`Theme`} value={useTheme()} options={themes} onChange={setTheme} />
      </Line>
      <Line label={t`Contrast`} hint={t`Darker lines and text.`}>
        <SegmentedControl
          label={t`Contrast`}
          value={look.contrast}
          options={contrasts}
          onChange={(contrast) => setLook({ contrast })}
        />
      </Line>
      <Line label={t`Rows`} hint={t`How close the rows of lists stand.`}>
        <SegmentedControl
          label={t`Rows`}
          value={look.density}
          options={densities}
          onChange={(density) => setLook({ density })}
        />
      </Line>
      <Line label={t`Size`}>
        <SegmentedControl
          label={t`Size`}
          value={String(look.textSize)}
          options={textSizes.map((size) => ({ value: String(size), label: `${size} %` }))}
          onChange={(size) => setLook({ textSize: Number(size) })}
        />
      </Line>
    </Part>
  );
}
