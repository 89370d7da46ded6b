/** One message: who spoke, when, with which tools. What it holds is shown as text and never run. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Copy, Eraser, Link2, SquareTerminal, Wrench } from 'lucide-react';
import type { Message } from '../../../contract/index.ts';
import { askToErase } from '../erasure/asking.ts';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { When } from '../parts/words.tsx';
import { useRoleNames } from './role-names.ts';

interface MessageViewProps {
  readonly projectId: string;
  readonly message: Message;
  /** What somebody looked for. */
  readonly isSought: boolean;
}

export function MessageView({ projectId, message, isSought }: MessageViewProps) {
  const roles = useRoleNames();
  const { id, role, name, time, content, blocks } = message;
  const speaker = name ?? roles[role];
  const isEmpty = content === '' && blocks === undefined;
  return (
    <li id={id} className={`message ${role}${isSought ? ' sought' : ''}`}>
      <div className="message-head">
        <strong>
          <bdi>{speaker}</bdi>
        </strong>
        {name !== undefined && <small>{roles[role]}</small>}
        <small>
          <When time={time} />
        </small>
        <MessageMenu projectId={projectId} message={message} speaker={speaker} />
      </div>
      {blocks?.map((block, at) => <Block key={at} block={block} />) ?? (
        <p className="message-text" dir="auto">
          {content}
        </p>
      )}
      {isEmpty && (
        <p className="quiet">
          <Trans>Without words: it was sent empty, or they were deleted permanently.</Trans>
        </p>
      )}
    </li>
  );
}

function Block({ block }: { block: NonNullable<Message['blocks']>[number] }) {
  switch (block.type) {
    case 'text':
      return (
        <p className="message-text" dir="auto">
          {block.text}
        </p>
      );
    case 'tool_call':
      return (
        <details className="block">
          <summary>
            <Wrench size={14} strokeWidth={1.75} aria-hidden />
            <Trans>
              Called <code>{block.name}</code>
            </Trans>
          </summary>
          <pre dir="ltr">{JSON.stringify(block.input, null, 2)}</pre>
        </details>
      );
    case 'tool_result':
      return (
        <details className="block">
          <summary>
            <SquareTerminal size={14} strokeWidth={1.75} aria-hidden />
            <Trans>What the tool gave</Trans>
          </summary>
          <pre dir="auto">{block.text}</pre>
        </details>
      );
    case 'reference':
      return (
        <p className="block reference">
          <Link2 size={14} strokeWidth={1.75} aria-hidden />
          <span>
            {block.title !== undefined && <bdi>{block.title} · </bdi>}
            <code>{block.uri}</code>
          </span>
        </p>
      );
  }
}

function MessageMenu({
  projectId,
  message,
  speaker,
}: Omit<MessageViewProps, 'isSought'> & { speaker: string }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { id, content, position } = message;
  const number = position + 1;
  const name = t`message ${number} of ${speaker}`;
  const copy = () =>
    void navigator.clipboard.writeText(content).then(
      () => show(t`Copied.`),
      () => show(t`The clipboard was not reached.`),
    );
  return (
    <>
      <MoreMenu
        of={name}
        actions={[
          { label: t`Copy text`, icon: Copy, onSelect: copy, isDisabled: content === '' },
          'separator',
          {
            label: t`Delete permanently…`,
            icon: Eraser,
            isDanger: true,
            onSelect: () => askToErase({ target: { type: 'message', project_id: projectId, id }, name }),
          },
        ]}
      />
    </>
  );
}
