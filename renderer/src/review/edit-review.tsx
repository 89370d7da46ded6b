/** Changes what was proposed and approves it in one step; over a newer version only when the person says so. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { KeepsakeError, type Review } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextArea, TextField } from '../parts/fields.tsx';
import { Checkbox } from '../parts/choices.tsx';
import { useNotices } from '../parts/notices.tsx';
import { tagsOf } from '../memories/draft.ts';

export function EditReview({ review, onClose }: { review: Review; onClose: () => void }) {
  const { t } = useLingui();
  const { show } = useNotices();
  const { proposed, current } = review;
  const [content, setContent] = useState(proposed?.content ?? '');
  const [name, setName] = useState(proposed?.name ?? '');
  const [tags, setTags] = useState(proposed?.tags.join(', ') ?? '');
  const [isOver, setOver] = useState(false);
  const approve = useChange(
    async () => {
      await client.approveReview({
        projectId: review.project_id,
        reviewId: review.id,
        content,
        tags: tagsOf(tags),
        ...(name.trim() === '' ? {} : { name }),
        ...(isOver && current !== undefined ? { version: current.version } : {}),
      });
      show(t`Approved with your changes.`);
      onClose();
    },
    { inDialog: true },
  );
  const isBehind = approve.error instanceof KeepsakeError && approve.error.code === 'VERSION_CONFLICT';
  return (
    <FormDialog title={t`Change and approve`} submit={t`Approve`} change={approve} onClose={onClose} isWide>
      <TextArea
        label={t`Memory`}
        value={content}
        required
        rows={7}
        dir="auto"
        maxLength={50_000}
        onChange={({ target }) => setContent(target.value)}
      />
      <TextField
        label={t`Title`}
        value={name}
        maxLength={200}
        dir="auto"
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label={t`Tags`}
        hint={t`Separated by commas.`}
        value={tags}
        dir="auto"
        onChange={({ target }) => setTags(target.value)}
      />
      {(isBehind || isOver) && current !== undefined && (
        <div className="prose">
          <p className="quiet">
            <Trans>The memory has changed since this was proposed. It says now:</Trans>
          </p>
          <blockquote dir="auto">{current.content}</blockquote>
          <Checkbox label={t`Put mine over it`} isChecked={isOver} onChange={setOver} />
        </div>
      )}
    </FormDialog>
  );
}
