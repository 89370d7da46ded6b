/** What is known of a document, and which clients were given something of it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { ActivityEvent } from '../../../contract/operations/activity.ts';
import type { Document } from '../../../contract/index.ts';
import { client } from '../data/client.ts';
import { goTo, hashOf } from '../data/route.ts';
import { useVersions } from '../drive/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, Problem } from '../parts/dialog.tsx';
import { KeyValue } from '../parts/facts.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { placeOfPassage } from '../search/place.ts';
import { sizeInWords, When } from '../parts/words.tsx';
import { useCitings } from './queries.ts';
import { useStateWords } from './state-words.ts';

export function DocumentDetails({ document, onClose }: { document: Document; onClose: () => void }) {
  const { t } = useLingui();
  const words = useStateWords();
  const versions = useVersions(document.item_id);
  const okay = document.status === 'okay' ? document : undefined;
  const facts = [
    { name: t`State`, value: words[document.status] },
    ...(document.status === 'error' ? [{ name: t`Reason`, value: document.reason }] : []),
    { name: t`Size`, value: sizeInWords(document.size) },
    ...(okay?.pages === undefined ? [] : [{ name: t`Pages`, value: okay.pages }]),
    ...(okay === undefined ? [] : [{ name: t`Passages`, value: okay.passages }]),
    { name: t`Versions`, value: versions.isPending ? '…' : versions.total },
    { name: t`Added`, value: <When time={document.created_at} /> },
    ...(document.media_type === undefined ? [] : [{ name: t`Kind`, value: document.media_type }]),
  ];
  const of = { projectId: document.project_id, documentId: document.id };
  return (
    <Dialog title={document.name} onClose={onClose}>
      <div className="dialog-body">
        <KeyValue facts={facts} />
        <h3>
          <Trans>Where it was cited</Trans>
        </h3>
        <Citings document={document} />
      </div>
      <div className="dialog-foot">
        <a className="button secondary" href={hashOf({ page: 'preview', of })}>
          <Trans>Open</Trans>
        </a>
        <Button look="primary" onClick={onClose}>{t`Close`}</Button>
      </div>
    </Dialog>
  );
}

function Citings({ document }: { document: Document }) {
  const { data, isPending, error, refetch } = useCitings(document.project_id, document.id);
  if (isPending) return <Skeleton rows={2} />;
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data.length === 0)
    return (
      <p className="quiet">
        <Trans>No client was given anything of it yet.</Trans>
      </p>
    );
  return (
    <ul className="citings">
      {data.map((event) => (
        <li key={event.id}>
          <Citing event={event} document={document} />
        </li>
      ))}
    </ul>
  );
}

function Citing({ event, document }: { event: ActivityEvent; document: Document }) {
  const { t } = useLingui();
  const { author, query, time } = event;
  const who = author.name ?? author.client ?? t`You`;
  // What was given is not kept, so the same is asked again.
  const open = useMutation({
    mutationFn: (words: string) =>
      client.search({
        query: words,
        limit: 1,
        record_ids: [document.id],
        project_ids: [document.project_id],
      }),
    onSuccess: ({ results: [found] }) => {
      if (found !== undefined) goTo(placeOfPassage(found));
    },
  });
  return (
    <>
      <span>
        {who}
        {query !== undefined && <q>{query}</q>}
      </span>
      <small className="quiet">
        <When time={time} />
        {query !== undefined && (
          <button type="button" className="link" onClick={() => open.mutate(query)}>
            <Trans>Open at the cited place</Trans>
          </button>
        )}
      </small>
      <Problem error={open.error} />
    </>
  );
}
