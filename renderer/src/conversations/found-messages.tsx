/** The messages of a conversation that fit a search, best first; each opens at its place. */
import { Trans, useLingui } from '@lingui/react/macro';
import { SearchX } from 'lucide-react';
import type { Conversation } from '../../../contract/index.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListState } from '../parts/list-state.tsx';
import { When } from '../parts/words.tsx';
import { wordRanges } from '../search/highlight.ts';
import { Marked } from '../search/marked.tsx';
import { useFoundMessages } from './queries.ts';
import { useRoleNames } from './role-names.ts';

const shownLength = 280;

interface FoundMessagesProps {
  readonly conversation: Conversation;
  readonly query: string;
  readonly onOpen: (position: number) => void;
}

export function FoundMessages({ conversation, query, onOpen }: FoundMessagesProps) {
  const { t } = useLingui();
  const roles = useRoleNames();
  const found = useFoundMessages(conversation.project_id, conversation.id, query);
  return (
    <ListState
      list={{ ...found, items: found.data ?? [], retry: () => void found.refetch() }}
      empty={
        <EmptyState icon={SearchX} title={t`Nothing in this conversation fits`}>
          <Trans>Try other words, or fewer of them.</Trans>
        </EmptyState>
      }
    >
      <ol className="found" aria-busy={found.isPlaceholderData}>
        {found.data?.map(({ id, position, role, name, time, content }) => (
          <li key={id}>
            <button type="button" className="ghost found-message" onClick={() => onOpen(position)}>
              <small>
                <strong>{name ?? roles[role]}</strong> · <When time={time} />
              </small>
              <span dir="auto">
                <Marked text={shortened(content)} ranges={wordRanges(shortened(content), query)} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </ListState>
  );
}

function shortened(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`;
}
