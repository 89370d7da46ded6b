/** What computers acknowledged, and whether the remote server has all of it at the end, once. */
import type { Response } from 'undici';
import type { Client } from '../../../contract/index.ts';
import { namespace, readHeld, type Held } from './held.ts';

export interface Told {
  /** Revisions of memories and of entries, which are found by their key. */
  readonly revisions: { readonly kind: 'memory' | 'entry'; readonly id: string; readonly revision: string }[];
  readonly messages: { readonly conversation: string; readonly content: string }[];
  /** Bytes that were written into files. */
  readonly bytes: { readonly sha256: string; readonly item: string }[];
  /** Deleted permanently: ids of memories and items, and bytes of these files. */
  readonly erased: Set<string>;
  /** Acknowledged writes by what they did. */
  readonly counts: Record<string, number>;
  /** Writes that a kill left without an answer. */
  unanswered: number;
}

export function nothingTold(): Told {
  return { revisions: [], messages: [], bytes: [], erased: new Set(), counts: {}, unanswered: 0 };
}

export interface Missing {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly resurrected: readonly string[];
}

/** Looks at the remote server, which all sides are the same as by then, with nothing in its trash. */
export async function checkTold(owner: Client<Response>, projectId: string, told: Told): Promise<Missing> {
  const held = await readHeld(owner, projectId, 'whole');
  const said = await messagesOf(owner, projectId, held);
  const bytes = await bytesOf(owner, held);
  const isErased = (name: string): boolean => told.erased.has(name);
  const lost = [
    ...(await lostRevisions(owner, projectId, told)),
    ...told.messages.filter(({ content }) => !said.has(content)).map(({ content }) => `message ${content}`),
    ...told.bytes
      .filter(({ sha256, item }) => !bytes.all.has(sha256) && !isErased(sha256) && !isErased(item))
      .map(({ sha256, item }) => `bytes ${sha256} of ${item}`),
  ];
  const doubled = [
    ...[...said].filter(([, count]) => count > 1).map(([content]) => `message ${content}`),
    ...twice([...held.memories.values()]).map((content) => `memory ${content}`),
    ...twice(bytes.current).map((sha256) => `bytes ${sha256}`),
  ];
  const ids = [...held.memories.keys(), ...held.items.keys()];
  return { lost, doubled, resurrected: ids.filter(isErased) };
}

function twice(values: readonly string[]): string[] {
  return values.filter((value, n) => values.indexOf(value) !== n);
}

const shownRevisions = 100;

async function lostRevisions(owner: Client<Response>, projectId: string, { revisions, erased }: Told) {
  const byRecord = Map.groupBy(revisions, ({ kind, id }) => `${kind} ${id}`);
  const lost: string[] = [];
  for (const [name, of] of byRecord) {
    const [{ kind, id }] = of as [Told['revisions'][number]];
    if (erased.has(id)) continue;
    const { items } =
      kind === 'memory'
        ? await owner.getMemoryHistory({ projectId, memoryId: id, limit: shownRevisions })
        : await owner.getEntryHistory({ projectId, namespace, key: id, limit: shownRevisions });
    const known = new Set(items.map(({ revision }) => revision));
    if (items.length === shownRevisions) continue;
    lost.push(
      ...of.filter(({ revision }) => !known.has(revision)).map(({ revision }) => `${name} ${revision}`),
    );
  }
  return lost;
}

/** How often each message is there. */
async function messagesOf(owner: Client<Response>, projectId: string, { conversations }: Held) {
  const counts = new Map<string, number>();
  for (const conversationId of conversations.keys()) {
    const { items } = await owner.readMessages({ projectId, conversationId, after: -1, limit: 200 });
    for (const { content } of items) counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}

async function bytesOf(owner: Client<Response>, { items }: Held) {
  const all = new Set<string>();
  const files = [...items.values()].filter(({ type }) => type === 'file');
  for (const { id: itemId } of files)
    for (let page = 1, pages = 1; page <= pages; page++) {
      const read = await owner.listVersions({ itemId, page, page_size: 100 });
      for (const { sha256 } of read.items) all.add(sha256);
      pages = read.pagination.total_pages;
    }
  return { all, current: files.map(({ sha256 = '' }) => sha256) };
}
