/** Writes anew what holds, into one of the two memories; the other is replaced by it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Conflict } from '../../../contract/index.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { TextArea } from '../parts/fields.tsx';
import { useResolving } from './resolving.ts';

export function EditConflict({ conflict, onClose }: { conflict: Conflict; onClose: () => void }) {
  const { t } = useLingui();
  const memory = conflict.sides.findLast((side) => side.memory !== undefined)?.memory;
  const [content, setContent] = useState(memory?.content ?? '');
  const resolve = useResolving(conflict, { inDialog: true });
  const save = () =>
    resolve.mutate({ resolution: 'edit', keep: memory?.id ?? '', content }, { onSuccess: onClose });
  return (
    <FormDialog
      title={t`Write it anew`}
      submit={t`Save`}
      change={{ isPending: resolve.isPending, error: resolve.error, mutate: save }}
      onClose={onClose}
      isWide
    >
      {conflict.sides.map(({ value, memory: own, document }) => (
        <blockquote key={own?.id ?? document?.id} dir="auto">
          {own?.content ?? document?.text ?? value}
        </blockquote>
      ))}
      <TextArea
        label={t`What holds`}
        hint={<Trans>One memory says this from now on; the other is replaced by it.</Trans>}
        value={content}
        required
        rows={5}
        dir="auto"
        maxLength={50_000}
        onChange={({ target }) => setContent(target.value)}
      />
    </FormDialog>
  );
}
