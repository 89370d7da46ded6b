/** Deletes a conversation; nobody brings it back, so it asks. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Conversation } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { AlertDialog } from '../parts/dialog.tsx';
import { useNotices } from '../parts/notices.tsx';

interface DeleteConversationProps {
  readonly conversation: Conversation;
  readonly name: string;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

export function DeleteConversation({ conversation, name, onClose, onGone }: DeleteConversationProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { project_id: projectId, id: conversationId, messages, first } = conversation;
  const remove = useChange(
    async () => {
      await client.deleteConversation({ projectId, conversationId });
      onClose();
      onGone();
      show(t`Deleted “${name}”.`);
    },
    { inDialog: true },
  );
  return (
    <AlertDialog
      title={t`Delete “${name}”?`}
      submit={t`Delete conversation`}
      change={remove}
      onClose={onClose}
    >
      <p>
        <Plural
          value={messages - first}
          one="Its # message goes with it."
          other="Its # messages go with it."
        />{' '}
        <Trans>It is no longer listed, read or found, and cannot be brought back here.</Trans>
      </p>
      <p>
        <Trans>
          What stays: memories that were made of it, and traces in backups and history. “Delete permanently”
          removes those of the conversation, too.
        </Trans>
      </p>
    </AlertDialog>
  );
}
