/** The heads of a folder's columns: each sorts by itself, and the other way when it does so already. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SortKey, Sorting } from './listing.ts';

interface SortHeadProps {
  /** Left out where the order cannot be chosen. */
  readonly sorting?: Sorting | undefined;
  readonly onSort?: ((sorting: Sorting) => void) | undefined;
  readonly hasPath: boolean;
}

export function SortHead({ sorting, onSort, hasPath }: SortHeadProps) {
  const { t } = useLingui();
  const head = (by: SortKey, words: ReactNode) => {
    if (sorting === undefined || onSort === undefined) return <span className={`item-${by}`}>{words}</span>;
    const isOn = sorting.by === by;
    const isDown = isOn && sorting.direction === 'desc';
    const Arrow = isDown ? ArrowDown : ArrowUp;
    return (
      <button
        type="button"
        className={`ghost item-${by}`}
        aria-pressed={isOn}
        onClick={() => onSort({ by, direction: isOn ? (isDown ? 'asc' : 'desc') : firstWay[by] })}
      >
        {words}
        {isOn && <Arrow size={13} aria-hidden />}
        {isOn && <span className="unseen">{isDown ? t`descending` : t`ascending`}</span>}
      </button>
    );
  };
  return (
    <fieldset className={`item-line item-head ${hasPath ? 'placed' : ''}`.trim()} aria-label={t`Sort by`}>
      {head('name', <Trans>Name</Trans>)}
      {hasPath && (
        <span className="item-path">
          <Trans>Where</Trans>
        </span>
      )}
      {head('changed', <Trans>Changed</Trans>)}
      {head('size', <Trans>Size</Trans>)}
      {head('kind', <Trans>Kind</Trans>)}
    </fieldset>
  );
}

/** The newest and the largest are what people look for. */
const firstWay = { name: 'asc', kind: 'asc', changed: 'desc', size: 'desc' } as const;
