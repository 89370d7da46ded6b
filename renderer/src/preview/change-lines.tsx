/** A difference as lines: a few around each change, changed words marked inside changed lines. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { LineDifference } from '../../../contract/operations/drive-versions.ts';
import { changesOf } from './changes.ts';
import { ViewerBox } from './viewer-box.tsx';

export function ChangeLines({ parts: all }: { parts: LineDifference['parts'] }) {
  const { t } = useLingui();
  const changes = changesOf(all);
  if (changes.length === 0)
    return (
      <p className="quiet">
        <Trans>The two are the same.</Trans>
      </p>
    );
  return (
    <ViewerBox className="changes" label={t`What changed`} dir="ltr">
      {changes.map(({ kind, number, parts }, at) =>
        kind === 'gap' ? (
          <div key={at} className="change gap" aria-hidden>
            ⋯
          </div>
        ) : (
          <div key={at} className={`change ${kind}`}>
            <span className="line-number" aria-hidden>
              {number}
            </span>
            <span className="unseen">
              {kind === 'added' ? t`Added` : kind === 'removed' ? t`Removed` : ''}
            </span>
            <span aria-hidden>{kind === 'added' ? '+' : kind === 'removed' ? '−' : ' '}</span>
            <code dir="auto">
              {parts.map(({ text, isChanged }, index) =>
                isChanged ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
              )}
            </code>
          </div>
        ),
      )}
    </ViewerBox>
  );
}
