/** What was said with AI clients: the conversations of a project, and the messages of the one that is open. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { MessagesSquare } from 'lucide-react';
import { useMemo } from 'react';
import type { Conversation } from '../../../contract/index.ts';
import { goTo, useRoute } from '../data/route.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { useSelection } from '../parts/selection.ts';
import { SplitPane } from '../parts/split-pane.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { When } from '../parts/words.tsx';
import type { SectionProps } from '../projects/project-screen.tsx';
import { ConversationPanel } from './conversation-panel.tsx';
import { useConversations } from './queries.ts';

const rowHeight = 52;

export default function ConversationsScreen({ projectId }: SectionProps) {
  const { t } = useLingui();
  const route = useRoute();
  const conversations = useConversations(projectId);
  const place = { page: 'project', projectId, section: 'conversations' } as const;
  const open = route.page === 'project' ? route.detail : undefined;
  const position =
    route.page === 'project' && route.passage !== undefined ? Number(route.passage) : undefined;
  const show = (id: string) => goTo({ ...place, detail: id });
  const order = useMemo(() => conversations.items.map(idOf), [conversations.items]);
  const selection = useSelection(order, !conversations.hasMore);
  return (
    <ListState
      list={{ ...conversations, hasMore: false }}
      empty={
        <EmptyState icon={MessagesSquare} title={t`No conversations yet`}>
          <Trans>
            An AI client, or a program of yours, can keep what was said here, word for word, and find it again
            later. Ask a connected client to “keep this conversation in Keepsake”, or import your chats under
            Settings.
          </Trans>
        </EmptyState>
      }
    >
      <SplitPane
        label={t`Conversation`}
        list={
          <div className="pane-list">
            <VirtualList
              label={t`Conversations`}
              items={conversations.items}
              total={conversations.total}
              idOf={idOf}
              rowHeight={rowHeight}
              selection={{ ...selection, click: (id, pointing) => (selection.click(id, pointing), show(id)) }}
              onOpen={({ id }) => show(id)}
              hasMore={conversations.hasMore}
              loadMore={conversations.loadMore}
              rowProps={({ id }) => (id === open ? { className: 'open' } : {})}
              row={(conversation) => <ConversationRow conversation={conversation} />}
            />
          </div>
        }
        detail={
          open === undefined ? undefined : (
            <ConversationPanel
              key={`${open} ${position ?? ''}`}
              projectId={projectId}
              conversationId={open}
              position={Number.isInteger(position) ? position : undefined}
              onGone={() => goTo(place)}
            />
          )
        }
        onClose={() => goTo(place)}
      />
    </ListState>
  );
}

function idOf({ id }: Conversation): string {
  return id;
}

function ConversationRow({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const { title, messages, created_by, updated_at } = conversation;
  return (
    <div className="pane-row">
      <bdi className="name">{title === '' ? t`Untitled conversation` : title}</bdi>
      <small>
        <Plural value={messages} one="# message" other="# messages" /> · <When time={updated_at} />
        {created_by.name !== undefined && ` · ${created_by.name}`}
      </small>
    </div>
  );
}
