/** The messages of a conversation, read on at either end as one scrolls, without the text jumping. */
import { Trans, useLingui } from '@lingui/react/macro';
import { MessagesSquare } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { MessageView } from './message-view.tsx';
import { useMessages, type Start } from './queries.ts';

/** Pixels from an end at which more is read. */
const nearEnd = 400;

interface MessageListProps {
  readonly projectId: string;
  readonly conversationId: string;
  readonly start: Start;
}

export function MessageList({ projectId, conversationId, start }: MessageListProps) {
  const { t } = useLingui();
  const messages = useMessages(projectId, conversationId, start);
  const items = messages.data?.pages.flatMap((page) => page.items) ?? [];
  const { box, onScroll } = useScroll(start, items, messages);
  if (messages.isPending) return <Skeleton />;
  if (messages.data === undefined)
    return <ErrorState error={messages.error} retry={() => void messages.refetch()} />;
  if (items.length === 0)
    return (
      <EmptyState icon={MessagesSquare} title={t`Nothing was said yet`}>
        <Trans>Messages appear here as clients append them.</Trans>
      </EmptyState>
    );
  return (
    // What scrolls has to be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section ref={box} className="messages" tabIndex={0} aria-label={t`Messages`} onScroll={onScroll}>
      {messages.hasPreviousPage && (
        <Button
          look="ghost"
          isBusy={messages.isFetchingPreviousPage}
          onClick={() => void messages.fetchPreviousPage()}
        >
          <Trans>Earlier messages</Trans>
        </Button>
      )}
      <ol>
        {items.map((message) => (
          <MessageView
            key={message.id}
            projectId={projectId}
            message={message}
            isSought={message.position === start}
          />
        ))}
      </ol>
      {messages.hasNextPage && (
        <Button
          look="ghost"
          isBusy={messages.isFetchingNextPage}
          onClick={() => void messages.fetchNextPage()}
        >
          <Trans>Later messages</Trans>
        </Button>
      )}
    </section>
  );
}

type Reading = ReturnType<typeof useMessages>;

/** Begins where it should, and keeps what is read in its place when something is put before it. */
function useScroll(start: Start, items: readonly { readonly id: string }[], messages: Reading) {
  const box = useRef<HTMLElement>(null);
  const held = useRef<{ id: string; top: number }>(undefined);
  const hasBegun = useRef(false);
  const firstId = items[0]?.id;
  const lastId = items.at(-1)?.id;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || firstId === undefined) return;
    if (!hasBegun.current) {
      hasBegun.current = true;
      const sought = element.querySelector<HTMLElement>('.sought');
      if (sought !== null)
        element.scrollTop = sought.offsetTop - element.offsetTop - element.clientHeight / 3;
      else if (start === 'newest') element.scrollTop = element.scrollHeight;
    } else if (held.current !== undefined) {
      const same = document.getElementById(held.current.id);
      if (same !== null) element.scrollTop += same.getBoundingClientRect().top - held.current.top;
    }
  }, [firstId, lastId, start]);
  useEffect(() => {
    const element = box.current;
    const first = element?.querySelector<HTMLElement>('.message');
    held.current = first == null ? undefined : { id: first.id, top: first.getBoundingClientRect().top };
  });
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const first = element.querySelector<HTMLElement>('.message');
    held.current = first === null ? undefined : { id: first.id, top: first.getBoundingClientRect().top };
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (element.scrollTop < nearEnd && messages.hasPreviousPage && !messages.isFetching)
      void messages.fetchPreviousPage();
    else if (below < nearEnd && messages.hasNextPage && !messages.isFetching) void messages.fetchNextPage();
  };
  return { box, onScroll };
}
