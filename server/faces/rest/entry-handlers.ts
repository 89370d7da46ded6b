/** Key-value memory over REST. */
import type { Services } from '../../services/services.ts';
import type { Handlers } from './handler.ts';

type Handled = Pick<
  Handlers,
  | 'listNamespaces'
  | 'listEntries'
  | 'getEntry'
  | 'setEntry'
  | 'deleteEntry'
  | 'incrementEntry'
  | 'appendToEntry'
  | 'readEntries'
  | 'writeEntries'
  | 'getEntryHistory'
  | 'diffEntry'
  | 'restoreEntry'
>;

export function createEntryHandlers({ entries }: Services): Handled {
  return {
    listNamespaces: ({ caller, input }) => entries.namespaces(caller, input),
    listEntries: ({ caller, input }) => entries.list(caller, input),
    getEntry: ({ caller, input }) => entries.get(caller, input),
    setEntry: ({ call, input }) => entries.set(call, input),
    deleteEntry: ({ call, input }) => entries.remove(call, input),
    incrementEntry: ({ call, input }) => entries.increment(call, input),
    appendToEntry: ({ call, input }) => entries.append(call, input),
    readEntries: ({ caller, input }) => entries.read(caller, input),
    writeEntries: ({ call, input }) => entries.write(call, input),
    getEntryHistory: ({ caller, input }) => entries.history(caller, input),
    diffEntry: ({ caller, input }) => entries.diff(caller, input),
    restoreEntry: ({ call, input }) => entries.restore(call, input),
  };
}
