/** Above the writes that wait: how many, of which client, and deciding all of them. */
import { Plural, useLingui } from '@lingui/react/macro';
import type { Review } from '../../../contract/index.ts';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { writerInWords } from '../parts/words.tsx';

interface ReviewBarProps {
  readonly all: readonly Review[];
  /** How many are shown of them. */
  readonly shown: number;
  /** The id of a key, or `all`. */
  readonly writer: string;
  readonly isBusy: boolean;
  readonly onWriter: (writer: string) => void;
  readonly onApprove: () => void;
  readonly onReject: () => void;
}

export function ReviewBar({ all, shown, writer, isBusy, onWriter, onApprove, onReject }: ReviewBarProps) {
  const { t } = useLingui();
  const writers = new Map(all.map(({ written_by }) => [written_by.key_id ?? '', writerInWords(written_by)]));
  return (
    <div className="filter-bar">
      <output className="summary">
        <Plural value={shown} one="# write waits" other="# writes wait" />
      </output>
      <Select
        label={t`Written by`}
        isLabelHidden
        value={writer}
        options={[
          { value: 'all', label: t`By any client` },
          ...[...writers].map(([value, label]) => ({ value, label })),
        ]}
        onChange={onWriter}
      />
      <span className="filter-end actions">
        <Button isBusy={isBusy} onClick={onApprove}>
          {writer === 'all' ? t`Approve all` : t`Approve all from this client`}
        </Button>
        <Button onClick={onReject}>
          {writer === 'all' ? t`Reject all` : t`Reject all from this client`}
        </Button>
      </span>
    </div>
  );
}
