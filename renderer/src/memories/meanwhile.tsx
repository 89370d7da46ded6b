/** Somebody saved the same memory while it was being edited: both texts, and whose stays. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { Memory } from '../../../contract/index.ts';
import { TextChange } from '../history/field-changes.tsx';
import { Button } from '../parts/button.tsx';
import { Skeleton } from '../parts/list-state.tsx';
import { Banner } from '../parts/status.tsx';
import { writerInWords } from '../parts/words.tsx';
import { useMemory } from './queries.ts';

interface MeanwhileProps {
  readonly projectId: string;
  readonly memoryId: string;
  readonly mine: string;
  readonly onTakeTheirs: () => void;
  /** Goes on with what is typed, over the version that is there now. */
  readonly onKeepMine: (theirs: Memory) => void;
}

export function Meanwhile({ projectId, memoryId, mine, onTakeTheirs, onKeepMine }: MeanwhileProps) {
  const { t } = useLingui();
  const { data: theirs } = useMemory(projectId, memoryId);
  if (theirs === undefined) return <Skeleton rows={1} />;
  const writer = writerInWords(theirs.updated_by);
  return (
    <fieldset className="card aside" aria-label={t`Saved by somebody else meanwhile`}>
      <Banner tone="warning">
        <Trans>
          Version {theirs.version} was saved while you were writing, by: {writer}. Yours is not saved yet.
        </Trans>
      </Banner>
      <div className="sides">
        <div>
          <h3>{t`Saved meanwhile`}</h3>
          <blockquote dir="auto">{theirs.content}</blockquote>
        </div>
        <div>
          <h3>{t`What yours would change`}</h3>
          <TextChange before={theirs.content} after={mine} />
        </div>
      </div>
      <div className="actions">
        <Button onClick={() => onKeepMine(theirs)}>{t`Go on with mine`}</Button>
        <Button onClick={onTakeTheirs}>{t`Take the saved one`}</Button>
      </div>
    </fieldset>
  );
}
