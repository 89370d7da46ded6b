/** Larger, smaller, and as large as fits. */
import { useLingui } from '@lingui/react/macro';
import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { useShortcut } from '../data/shortcuts.ts';
import { IconButton } from '../parts/button.tsx';

const step = 1.25;
const smallest = 0.1;
const largest = 8;

interface ZoomProps {
  /** 1 fits what is shown into its place. */
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
}

export function ZoomBar({ zoom, onZoom }: ZoomProps) {
  const { t } = useLingui();
  const by = (factor: number) => onZoom(Math.min(largest, Math.max(smallest, zoom * factor)));
  useShortcut('+', t`Zoom in`, () => by(step));
  useShortcut('-', t`Zoom out`, () => by(1 / step));
  useShortcut('0', t`Fit`, () => onZoom(1));
  return (
    <fieldset className="zoom">
      <legend className="unseen">{t`Zoom`}</legend>
      <IconButton icon={ZoomOut} label={t`Zoom out`} onClick={() => by(1 / step)} />
      <output className="quiet">{Math.round(zoom * 100)} %</output>
      <IconButton icon={ZoomIn} label={t`Zoom in`} onClick={() => by(step)} />
      <IconButton icon={Maximize2} label={t`Fit`} onClick={() => onZoom(1)} />
    </fieldset>
  );
}
