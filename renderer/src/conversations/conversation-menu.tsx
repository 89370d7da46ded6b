/** What can be done with a conversation. */
import { useLingui } from '@lingui/react/macro';
import { Clock, Download, Eraser, FileJson, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Conversation, Message } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { fileNameOf, saveFile } from '../data/save-file.ts';
import { askToErase } from '../erasure/asking.ts';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { DeleteConversation } from './delete-conversation.tsx';
import { RenameConversation } from './rename-conversation.tsx';
import { RetentionDialog } from './retention-dialog.tsx';
import { inJson, inMarkdown, readAll } from './transcript.ts';

interface ConversationMenuProps {
  readonly conversation: Conversation;
  readonly onGone: () => void;
}

export function ConversationMenu({ conversation, onGone }: ConversationMenuProps) {
  const { t } = useLingui();
  const { show } = useNotices();
  const [open, setOpen] = useState<'rename' | 'retention' | 'delete'>();
  const close = () => setOpen(undefined);
  const { id, project_id: projectId, title } = conversation;
  const name = title === '' ? t`Untitled conversation` : title;
  const erase = () =>
    askToErase({ target: { type: 'conversation', project_id: projectId, id }, name, onErased: onGone });
  const save = useChange(
    async ({ write, ending, type }: { write: typeof inMarkdown; ending: string; type: string }) => {
      const messages: readonly Message[] = await readAll(projectId, id);
      const file = `${fileNameOf(title, 'conversation')}.${ending}`;
      saveFile(file, new Blob([write(conversation, messages)], { type }));
      show(t`Saved “${file}”.`);
    },
  );
  return (
    <>
      <MoreMenu
        of={name}
        actions={[
          { label: t`Rename`, icon: PencilLine, onSelect: () => setOpen('rename') },
          { label: t`How long messages are kept`, icon: Clock, onSelect: () => setOpen('retention') },
          {
            label: t`Save as Markdown`,
            icon: Download,
            onSelect: () => save.mutate({ write: inMarkdown, ending: 'md', type: 'text/markdown' }),
          },
          {
            label: t`Save as JSON`,
            icon: FileJson,
            onSelect: () => save.mutate({ write: inJson, ending: 'json', type: 'application/json' }),
          },
          'separator',
          { label: t`Delete`, icon: Trash2, isDanger: true, onSelect: () => setOpen('delete') },
          { label: t`Delete permanently…`, icon: Eraser, isDanger: true, onSelect: () => erase() },
        ]}
      />
      {open === 'rename' && <RenameConversation conversation={conversation} onClose={close} />}
      {open === 'retention' && <RetentionDialog conversation={conversation} onClose={close} />}
      {open === 'delete' && (
        <DeleteConversation conversation={conversation} name={name} onClose={close} onGone={onGone} />
      )}
    </>
  );
}
