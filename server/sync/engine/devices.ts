/** The devices that are linked to the remote server of a link, seen from one of them. */
import type { LinkedDevice } from '../../../contract/operations/link-devices.ts';
import type { Store } from '../../store/store.ts';
import { loadDevice } from './durable.ts';
import { saidBy } from './making.ts';
import type { RunningLink } from './running-link.ts';

interface Page {
  readonly page: number;
  readonly page_size: number;
}

/** A page of them, which says which one is this server. */
export async function devicesThere(
  store: Store,
  account: string,
  { id, client }: RunningLink,
  { page, page_size }: Page,
) {
  const { items, pagination } = await saidBy(() => client.listDevices({ page, page_size }));
  const own = await loadDevice(store, account, id);
  return {
    items: items.map((one): LinkedDevice => ({ ...one, is_this: one.id === own?.device })),
    pagination,
  };
}
