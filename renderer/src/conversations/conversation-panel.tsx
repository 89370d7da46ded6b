/** One conversation: its title, summary and messages, a search within, and what can be done with it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ArrowDownToLine, ArrowUpToLine, FileQuestion, NotebookPen } from 'lucide-react';
import { useState } from 'react';
import { KeepsakeError, type Conversation } from '../../../contract/index.ts';
import { useSettled } from '../data/settled.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState, Skeleton } from '../parts/list-state.tsx';
import { LongText } from '../parts/row.tsx';
import { When } from '../parts/words.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { FoundMessages } from './found-messages.tsx';
import { MessageList } from './message-list.tsx';
import { useConversation, type Start } from './queries.ts';
import { SummaryDialog } from './summary-dialog.tsx';

const pauseMs = 150;

interface ConversationPanelProps {
  readonly projectId: string;
  readonly conversationId: string;
  /** The message to show first; the newest when left out. */
  readonly position: number | undefined;
  readonly onGone: () => void;
}

export function ConversationPanel({ projectId, conversationId, position, onGone }: ConversationPanelProps) {
  const { t } = useLingui();
  const { data, error, refetch } = useConversation(projectId, conversationId);
  if (error instanceof KeepsakeError && error.code === 'NOT_FOUND')
    return (
      <EmptyState icon={FileQuestion} title={t`This conversation is no longer there`}>
        <Trans>It was deleted, here or by a client.</Trans>
      </EmptyState>
    );
  if (data !== undefined) return <Open conversation={data} position={position} onGone={onGone} />;
  return error === null ? <Skeleton /> : <ErrorState error={error} retry={() => void refetch()} />;
}

interface OpenProps {
  readonly conversation: Conversation;
  readonly position: number | undefined;
  readonly onGone: () => void;
}

function Open({ conversation, position, onGone }: OpenProps) {
  const { t } = useLingui();
  const [start, setStart] = useState<Start>(position ?? 'newest');
  const [typed, setTyped] = useState('');
  const query = useSettled(typed, pauseMs);
  const { id, project_id: projectId, title, messages, first, retention_days } = conversation;
  const isSearching = query.trim() !== '';
  return (
    <div className="conversation">
      <div className="panel-head">
        <h2 dir="auto">{title === '' ? t`Untitled conversation` : title}</h2>
        <div className="actions">
          <ConversationMenu conversation={conversation} onGone={onGone} />
        </div>
      </div>
      <p className="quiet panel-facts">
        <Plural value={messages} one="# message" other="# messages" />
        {first > 0 && (
          <>
            {' · '}
            <Plural value={first} one="the first is no longer kept" other="the first # are no longer kept" />
          </>
        )}
        {retention_days !== null && (
          <>
            {' · '}
            <Plural value={retention_days} one="each is kept for # day" other="each is kept for # days" />
          </>
        )}
      </p>
      <Summary conversation={conversation} />
      <div className="toolbar conversation-bar">
        <input
          type="search"
          value={typed}
          aria-label={t`Search in this conversation`}
          placeholder={t`Search in this conversation`}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className="actions">
          <IconButton
            icon={ArrowUpToLine}
            label={t`To the oldest message`}
            onClick={() => (setTyped(''), setStart('oldest'))}
          />
          <IconButton
            icon={ArrowDownToLine}
            label={t`To the newest message`}
            onClick={() => (setTyped(''), setStart('newest'))}
          />
        </div>
      </div>
      {isSearching ? (
        <FoundMessages
          conversation={conversation}
          query={query}
          onOpen={(found) => (setTyped(''), setStart(found))}
        />
      ) : (
        <MessageList key={`${id} ${start}`} projectId={projectId} conversationId={id} start={start} />
      )}
    </div>
  );
}

function Summary({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const [isEditing, setEditing] = useState(false);
  const { summary, messages } = conversation;
  return (
    <>
      {summary === undefined ? (
        <Button look="ghost" icon={NotebookPen} className="add-summary" onClick={() => setEditing(true)}>
          <Trans>Write a summary</Trans>
        </Button>
      ) : (
        <section className="summary-card" aria-label={t`Summary`}>
          <div className="line">
            <strong>
              <Trans>Summary</Trans>
            </strong>
            <Button look="ghost" aria-label={t`Edit the summary`} onClick={() => setEditing(true)}>
              <Trans>Edit</Trans>
            </Button>
          </div>
          <LongText text={summary.text} />
          <small>
            <When time={summary.updated_at} />
            {summary.up_to < messages && (
              <>
                {' · '}
                <Plural
                  value={messages - summary.up_to}
                  one="# message is newer than it"
                  other="# messages are newer than it"
                />
              </>
            )}
          </small>
        </section>
      )}
      {isEditing && <SummaryDialog conversation={conversation} onClose={() => setEditing(false)} />}
    </>
  );
}
