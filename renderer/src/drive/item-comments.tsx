/** The comments on a file or folder: written, changed, deleted. */
import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquare, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { TextArea } from '../parts/fields.tsx';
import { ListState } from '../parts/list-state.tsx';
import { MoreMenu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { When, writerInWords } from '../parts/words.tsx';
import { useComments } from './queries.ts';

export function ItemComments({ item }: { item: Item }) {
  const { t } = useLingui();
  const comments = useComments(item.id);
  const [editing, setEditing] = useState<string>();
  const { show } = useNotices();
  const itemId = item.id;
  const bring = useChange((text: string) => client.addComment({ itemId, text }));
  const remove = useChange(async ({ id, text }: { id: string; text: string }) => {
    await client.deleteComment({ itemId, commentId: id });
    show(t`Deleted the comment.`, () => bring.mutate(text));
  });
  return (
    <>
      <ListState
        list={comments}
        empty={
          <EmptyState icon={MessageSquare} title={t`No comments yet`}>
            <Trans>What you note here stays with the file, whatever version it has.</Trans>
          </EmptyState>
        }
      >
        <ul className="comments">
          {comments.items.map((comment) =>
            comment.id === editing ? (
              <li key={comment.id}>
                <CommentForm
                  initial={comment.text}
                  label={t`Comment`}
                  submit={t`Save`}
                  send={(text) => client.editComment({ itemId, commentId: comment.id, text })}
                  onDone={() => setEditing(undefined)}
                />
              </li>
            ) : (
              <li key={comment.id}>
                <div className="line">
                  <small>
                    {writerInWords(comment.author)} ·
                    <When time={comment.created_at} />
                  </small>
                  <MoreMenu
                    of={t`the comment`}
                    actions={[
                      { label: t`Edit`, icon: Pencil, onSelect: () => setEditing(comment.id) },
                      {
                        label: t`Delete`,
                        icon: Trash2,
                        isDanger: true,
                        onSelect: () => remove.mutate(comment),
                      },
                    ]}
                  />
                </div>
                <p className="text">{comment.text}</p>
              </li>
            ),
          )}
        </ul>
      </ListState>
      <CommentForm
        key={comments.total}
        initial=""
        label={t`Add a comment`}
        submit={t`Comment`}
        send={(text) => client.addComment({ itemId, text })}
      />
    </>
  );
}

interface CommentFormProps {
  readonly initial: string;
  readonly label: string;
  readonly submit: string;
  readonly send: (text: string) => Promise<unknown>;
  readonly onDone?: () => void;
}

function CommentForm({ initial, label, submit, send, onDone }: CommentFormProps) {
  const [text, setText] = useState(initial);
  const change = useChange(
    async () => {
      await send(text.trim());
      onDone?.();
    },
    { inDialog: true },
  );
  return (
    <form onSubmit={(event) => (event.preventDefault(), change.isPending || change.mutate(undefined))}>
      <TextArea
        label={label}
        value={text}
        required
        maxLength={10_000}
        rows={2}
        onChange={({ target }) => setText(target.value)}
      />
      <Problem error={change.error} />
      <Button type="submit" isBusy={change.isPending} disabled={text.trim() === ''}>
        {submit}
      </Button>
    </form>
  );
}
