/** Who was here on which day: a line of small bars for each key; choosing one narrows the list. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Key } from '../../../contract/index.ts';
import { daysByKey, type Day, type KeyDays } from './days.ts';
import { useActivityCounts } from './queries.ts';

interface KeyChartProps {
  readonly keys: readonly Key[];
  readonly chosen: string | undefined;
  readonly onChoose: (keyId: string | undefined) => void;
}

const shownDays = 30;

export function KeyChart({ keys, chosen, onChoose }: KeyChartProps) {
  const { t } = useLingui();
  const counts = useActivityCounts(shownDays);
  const [now] = useState(() => Date.now());
  const rows = daysByKey(counts.data ?? [], shownDays, now);
  if (rows.length === 0) return null;
  return (
    <section className="key-days" aria-label={t`The last 30 days`}>
      <p className="key-days-head">
        <Trans>The last 30 days</Trans>
        <span className="legend">
          <i className="reads" aria-hidden="true" /> <Trans>read</Trans>
          <i className="writes" aria-hidden="true" /> <Trans>written</Trans>
        </span>
      </p>
      {rows.map((row) => (
        <KeyLine
          key={row.keyId ?? 'owner'}
          row={row}
          name={nameOf(row.keyId, keys) ?? t`You`}
          isChosen={row.keyId !== null && row.keyId === chosen}
          onChoose={row.keyId === null ? undefined : onChoose}
        />
      ))}
    </section>
  );
}

function nameOf(keyId: string | null, keys: readonly Key[]): string | undefined {
  if (keyId === null) return undefined;
  return keys.find(({ id }) => id === keyId)?.description ?? keyId;
}

interface KeyLineProps {
  readonly row: KeyDays;
  readonly name: string;
  readonly isChosen: boolean;
  readonly onChoose: KeyChartProps['onChoose'] | undefined;
}

function KeyLine({ row: { keyId, days, reads, writes }, name, isChosen, onChoose }: KeyLineProps) {
  const line = (
    <>
      <span className="key-days-name">{name}</span>
      <Bars days={days} />
      <small>
        <Plural value={reads} one="# read" other="# reads" /> ·{' '}
        <Plural value={writes} one="# write" other="# writes" />
      </small>
    </>
  );
  if (onChoose === undefined) return <div className="key-days-line">{line}</div>;
  return (
    <button
      type="button"
      className="ghost key-days-line"
      aria-pressed={isChosen}
      onClick={() => onChoose(isChosen ? undefined : (keyId ?? undefined))}
    >
      {line}
    </button>
  );
}

/** Heights go by the square root, so that a quiet day is seen beside a busy one. */
function Bars({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ reads, writes }) => reads + writes));
  const height = (value: number, of: number) => (of === 0 ? 0 : Math.sqrt(of / most) * (value / of) * 100);
  return (
    <span className="bars" aria-hidden="true">
      {days.map(({ date, reads, writes }) => (
        <span key={date} title={`${date}: ${reads} / ${writes}`}>
          <i className="writes" style={{ blockSize: `${height(writes, reads + writes)}%` }} />
          <i className="reads" style={{ blockSize: `${height(reads, reads + writes)}%` }} />
        </span>
      ))}
    </span>
  );
}
