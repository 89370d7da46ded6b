/** A passage opened beside the results: with what stands around it in its source. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowUpRight, X } from 'lucide-react';
import type { Passage } from '../../../contract/index.ts';
import { hashOf } from '../data/route.ts';
import { IconButton } from '../parts/button.tsx';
import { KeyValue } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { When } from '../parts/words.tsx';
import { citationInWords } from './citation.ts';
import { usePassage } from './queries.ts';
import { placeOfPassage } from './place.ts';
import { titleOf } from './result.tsx';

export function PassageDetail({ passage, onClose }: { passage: Passage; onClose: () => void }) {
  const { t } = useLingui();
  const read = usePassage(passage.id);
  const place = citationInWords(passage.citation);
  return (
    <div className="passage">
      <div className="passage-head">
        <h2>{titleOf(passage)}</h2>
        <IconButton icon={X} label={t`Close`} onClick={onClose} />
      </div>
      <KeyValue
        facts={[
          ...(place === '' ? [] : [{ name: t`Place`, value: place }]),
          { name: t`Changed`, value: <When time={passage.updated_at} /> },
        ]}
      />
      <a className="button secondary" href={hashOf(placeOfPassage(passage))}>
        <ArrowUpRight size={16} strokeWidth={1.75} aria-hidden />
        <Trans>Open at its place</Trans>
      </a>
      {read.data !== undefined ? (
        <Surroundings text={read.data.text} passage={passage.text} />
      ) : read.error === null ? (
        <Skeleton />
      ) : (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      )}
    </div>
  );
}

/** The passage stands out within the text around it, where it is found in it as it is. */
function Surroundings({ text, passage }: { text: string; passage: string }) {
  const at = text.indexOf(passage);
  if (at < 0) return <p className="text">{text}</p>;
  const end = at + passage.length;
  return (
    <p className="text">
      <span className="quiet">{text.slice(0, at)}</span>
      <span className="passage-itself">{passage}</span>
      <span className="quiet">{text.slice(end)}</span>
    </p>
  );
}
