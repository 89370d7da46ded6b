/** What products whose exports are read are called. */
import { useLingui } from '@lingui/react/macro';
import type { ImportSource } from '../../../contract/operations/portable.ts';

export function useSourceNames(): Record<ImportSource, string> {
  const { t } = useLingui();
  return {
    keepsake: 'Keepsake',
    chatgpt: 'ChatGPT',
    claude: 'Claude',
    mem0: 'mem0',
    'server-memory': 'server-memory (MCP)',
    markdown: t`Markdown notes`,
    botwire: 'BotWire',
    memorylake: 'MemoryLake',
  };
}
