/** How long messages of a conversation are kept. */
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Conversation } from '../../../contract/index.ts';
import { useChange } from '../data/change.ts';
import { client } from '../data/client.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { Select } from '../parts/select.tsx';

const usual = [7, 30, 90, 365];

export function RetentionDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { project_id: projectId, id: conversationId, retention_days: before } = conversation;
  const [days, setDays] = useState(String(before ?? 'all'));
  const save = useChange(
    async () => {
      const retention_days = days === 'all' ? null : Number(days);
      await client.updateConversation({ projectId, conversationId, retention_days });
      onClose();
    },
    { inDialog: true },
  );
  const choices = [...new Set([...usual, ...(before === null ? [] : [before])])].sort((a, b) => a - b);
  const isShorter = days !== 'all' && Number(days) < (before ?? Infinity);
  return (
    <FormDialog
      title={t`How long messages are kept`}
      submit={t`Save`}
      change={save}
      isDanger={isShorter}
      onClose={onClose}
    >
      <Select
        label={t`Each message is kept`}
        value={days}
        options={[
          { value: 'all', label: t`For good` },
          ...choices.map((one) => ({
            value: String(one),
            label: plural(one, { one: '# day', other: '# days' }),
          })),
        ]}
        onChange={setDays}
      />
      {isShorter ? (
        <p className="problem">
          <Trans>
            Messages that are older already are removed within ten minutes. That cannot be undone.
          </Trans>
        </p>
      ) : (
        <p className="quiet">
          <Trans>What was removed before does not come back.</Trans>
        </p>
      )}
    </FormDialog>
  );
}
