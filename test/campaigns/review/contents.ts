/** What a project holds, as far as it can be recalled, as one text to compare. */
import type { Client } from '../../../contract/index.ts';

/** Memories that are active or superseded, and values of the namespace `watch`; who wrote the last revision is left out. */
export async function contentsOf(owner: Client, projectId: string): Promise<string> {
  const lines: string[] = [];
  for (const status of ['active', 'superseded'] as const) {
    for (let page = 1; ; page++) {
      const { items, pagination } = await owner.listMemories({ projectId, status, page, page_size: 100 });
      for (const { id, name, content, tags, source, supersedes, superseded_by, flags, written_by } of items)
        lines.push(
          JSON.stringify({
            id,
            status,
            name,
            content,
            tags,
            source,
            supersedes,
            superseded_by,
            flags,
            written_by,
          }),
        );
      if (page >= pagination.total_pages) break;
    }
  }
  const { items } = await owner.listEntries({ projectId, namespace: 'watch', limit: 1_000 });
  for (const { namespace, key } of items) {
    const { value, created_at, expires_at } = await owner.getEntry({ projectId, namespace, key });
    lines.push(JSON.stringify({ key, value, created_at, expires_at }));
  }
  return lines.toSorted((one, other) => (one < other ? -1 : 1)).join('\n');
}
