/** Gives a conversation another title. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Conversation } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/fields.tsx';

export function RenameConversation({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [title, setTitle] = useState(conversation.title);
  const save = useChange(
    async () => {
      const { project_id: projectId, id: conversationId } = conversation;
      await client.updateConversation({ projectId, conversationId, title });
      onClose();
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Rename the conversation`} submit={t`Rename`} change={save} onClose={onClose}>
      <TextField
        label={t`Title`}
        value={title}
        maxLength={200}
        dir="auto"
        onChange={({ target }) => setTitle(target.value)}
      />
    </FormDialog>
  );
}
