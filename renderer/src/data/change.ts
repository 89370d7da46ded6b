/** Changes: what is shown is read again after one; some show their result before the server has answered. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotices } from '../parts/notices.tsx';

interface ChangeOptions {
  /** Whether a dialog shows the refusal itself; it is a notice otherwise. */
  readonly inDialog?: boolean;
}

/** A change: everything shown is read again after it, and a refusal is shown. */
export function useChange<Input, Result>(
  change: (input: Input) => Promise<Result>,
  { inDialog = false }: ChangeOptions = {},
) {
  const readAgain = useReadAgain();
  const { showError } = useNotices();
  return useMutation({
    mutationFn: change,
    onError: (error) => {
      if (!inDialog) showError(error);
    },
    onSettled: readAgain,
  });
}

/** Reads everything shown once more; done when it is there. */
export function useReadAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== 'server' && queryKey[0] !== 'root',
    });
}

interface PagesOf<Entry> {
  readonly pages: readonly { readonly items: readonly Entry[] }[];
}

interface OptimisticChange<Entry> {
  /** Of a `useList` or `useCursorList`. */
  readonly queryKey: readonly unknown[];
  readonly change: (entry: Entry) => Promise<unknown>;
  /** The entry as it will be, or nothing when it will be gone. */
  readonly after: (entry: Entry) => Entry | undefined;
  readonly idOf: (entry: Entry) => string;
  /** Said when it is done, with the way back. */
  readonly done?: (entry: Entry) => { readonly text: string; readonly undo?: () => Promise<unknown> };
}

/** A change that a list shows at once; a refusal puts the list back and is shown. */
export function useOptimisticChange<Entry>({ queryKey, change, after, idOf, done }: OptimisticChange<Entry>) {
  const queries = useQueryClient();
  const readAgain = useReadAgain();
  const { show, showError } = useNotices();
  const undo = useChange((back: () => Promise<unknown>) => back());
  return useMutation({
    mutationFn: change,
    onMutate: async (entry: Entry) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      queries.setQueryData<PagesOf<Entry>>(
        queryKey,
        (data) => data && changed(data, entry, after(entry), idOf),
      );
      return before;
    },
    onError: (error, _entry, before) => {
      queries.setQueryData(queryKey, before);
      showError(error);
    },
    onSuccess: (_result, entry) => {
      const said = done?.(entry);
      const back = said?.undo;
      if (said !== undefined) show(said.text, back === undefined ? undefined : () => undo.mutate(back));
    },
    onSettled: readAgain,
  });
}

function changed<Entry>(
  data: PagesOf<Entry>,
  entry: Entry,
  after: Entry | undefined,
  idOf: (entry: Entry) => string,
): PagesOf<Entry> {
  const id = idOf(entry);
  const replaced = (one: Entry) => (idOf(one) !== id ? [one] : after === undefined ? [] : [after]);
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.flatMap(replaced) })) };
}
