/** What of the key-value memory is open, as the address says it: `namespace/key`; a namespace never holds a slash. */

export interface EntryName {
  readonly namespace: string;
  readonly key: string;
}

export function detailOf({ namespace, key }: EntryName): string {
  return `${namespace}/${key}`;
}

/** `key` is empty while only a namespace is open. */
export function readDetail(detail: string | undefined): EntryName | undefined {
  if (detail === undefined || detail === '') return undefined;
  const at = detail.indexOf('/');
  if (at === -1) return { namespace: detail, key: '' };
  return { namespace: detail.slice(0, at), key: detail.slice(at + 1) };
}
