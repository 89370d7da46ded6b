/** The operations of activity, of storage, and of finding things in the app. */
import type { Services } from '../../services/services.ts';
import { searchForModel, textOfAnswer } from '../mcp/search-answer.ts';
import type { Handlers } from './handler.ts';

type ActivityOperation =
  | 'listActivity'
  | 'countActivity'
  | 'clearActivity'
  | 'getActivitySettings'
  | 'setActivitySettings'
  | 'getStorage'
  | 'quickFind'
  | 'previewSearch';

export function createActivityHandlers(services: Services): Pick<Handlers, ActivityOperation> {
  const { activity, storage, palette, keys, recall } = services;
  return {
    listActivity: ({ caller, input }) => activity.list(caller, input),
    countActivity: ({ caller, input }) => activity.counts(caller, input),
    clearActivity: ({ call }) => activity.clear(call),
    getActivitySettings: ({ caller }) => activity.settings(caller),
    setActivitySettings: ({ call, input }) => activity.configure(call, input),
    quickFind: ({ caller, input }) => palette.find(caller, input),
    async previewSearch({ caller, input: { keyId, ...input } }) {
      const client = await keys.callerOf(caller, keyId);
      const { answer, passages } = await searchForModel(recall, client, input, true);
      const text = textOfAnswer(answer);
      const { total_tokens } = answer;
      return { text, text_tokens: Math.ceil(text.length / 4), results: passages, total_tokens };
    },
    getStorage: ({ caller }) => storage.get(caller),
  };
}
