/** Who speaks, by role. */
import { useLingui } from '@lingui/react/macro';
import type { Message } from '../../../contract/index.ts';

export function useRoleNames(): Record<Message['role'], string> {
  const { t } = useLingui();
  return { user: t`User`, assistant: t`Assistant`, system: t`System`, tool: t`Tool` };
}
