/** Open clashes as the remote server counts them: asked after an exchange, and told by whoever looks at them. */

export interface OpenClashes {
  readonly total: number;
  /** Ids of what they are about, as far as a page goes. */
  readonly records: ReadonlySet<string>;
}

export const noClashes: OpenClashes = { total: 0, records: new Set() };
const clashesShown = 100;

/** What is asked of the list of clashes. */
export const openQuery = { page: 1, page_size: clashesShown, status: 'open' } as const;

/** What a page of the list tells of all that are open; nothing when it tells too little. */
export function openFrom<Clash>(
  { page, status }: { readonly page: number; readonly status: string },
  {
    items,
    pagination: { total },
  }: { readonly items: readonly Clash[]; readonly pagination: { readonly total: number } },
  idOf: (clash: Clash) => string,
): OpenClashes | undefined {
  const isEnough = page === 1 && items.length >= Math.min(total, clashesShown);
  return status === openQuery.status && isEnough ? { total, records: new Set(items.map(idOf)) } : undefined;
}
