/** One write that waits: what is there now, what it would be, and what was noticed in it. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Review } from '../../../contract/index.ts';
import { TextChange, valueInWords } from '../history/field-changes.tsx';
import { KeyValue, type Fact } from '../parts/facts.tsx';
import { Badge } from '../parts/status.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { Flags, FlaggedText } from './flags.tsx';
import { subjectOf, useActionWords } from './review-row.tsx';

interface ReviewDetailProps {
  readonly review: Review;
  readonly project: string;
  /** What can be done. */
  readonly children: ReactNode;
}

export function ReviewDetail({ review, project, children }: ReviewDetailProps) {
  const { t } = useLingui();
  const words = useActionWords();
  const { action, written_by, reason, message, proposed } = review;
  const facts: (Fact | undefined)[] = [
    { name: t`Written by`, value: writerInWords(written_by) },
    { name: t`Client`, value: written_by.client ?? '–' },
    { name: t`When`, value: <When time={review.created_at} /> },
    { name: t`Project`, value: project },
    {
      name: t`Waits because`,
      value: reason === 'secret' ? t`it holds what looks like a secret` : t`review is asked for`,
    },
    message === undefined ? undefined : { name: t`Why it was written`, value: message },
    proposed?.source?.place === undefined ? undefined : { name: t`Place`, value: proposed.source.place },
    proposed === undefined || proposed.tags.length === 0
      ? undefined
      : { name: t`Tags`, value: proposed.tags.join(', ') },
  ];
  return (
    <article className="memory">
      <div className="memory-head">
        <h2 dir="auto">{subjectOf(review)}</h2>
        <Badge tone={action === 'delete' ? 'error' : 'plain'}>{words[action]}</Badge>
      </div>
      <Proposal review={review} />
      {children}
      <KeyValue facts={facts.filter((fact) => fact !== undefined)} />
    </article>
  );
}

function Proposal({ review }: { review: Review }) {
  const { action, target, value, proposed, current, flags } = review;
  if (target === 'entry')
    return (
      <>
        <Flags flags={flags} />
        <pre dir="auto">{action === 'delete' ? <Trans>The value goes.</Trans> : valueInWords(value)}</pre>
      </>
    );
  if (action === 'delete')
    return (
      <>
        <Flags flags={flags} />
        <p className="text" dir="auto">
          <del>{current?.content}</del>
        </p>
      </>
    );
  const hides = flags.some(({ kind }) => kind === 'hidden_text');
  if (current === undefined || proposed === undefined || hides)
    return <FlaggedText text={proposed?.content ?? ''} flags={flags} />;
  return (
    <>
      <Flags flags={flags} />
      <TextChange before={current.content} after={proposed.content} />
    </>
  );
}
