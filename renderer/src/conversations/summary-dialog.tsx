/** Writes what a conversation came to, in short; clients read and write the same slot. */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Conversation } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextArea } from '../parts/fields.tsx';
import { useNotices } from '../parts/notices.tsx';

export function SummaryDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { show } = useNotices();
  const before = conversation.summary?.text ?? '';
  const [text, setText] = useState(before);
  const one = { projectId: conversation.project_id, conversationId: conversation.id };
  const undo = useChange(() => client.updateConversation({ ...one, summary: before }));
  const save = useChange(
    async () => {
      await client.updateConversation({ ...one, summary: text });
      onClose();
      show(text.trim() === '' ? t`Removed the summary.` : t`Saved the summary.`, () =>
        undo.mutate(undefined),
      );
    },
    { inDialog: true },
  );
  return (
    <FormDialog title={t`Summary`} submit={t`Save`} change={save} onClose={onClose}>
      <TextArea
        label={t`What it came to`}
        hint={t`AI clients read it first. Left empty, there is none.`}
        value={text}
        rows={8}
        maxLength={20_000}
        dir="auto"
        onChange={({ target }) => setText(target.value)}
      />
    </FormDialog>
  );
}
