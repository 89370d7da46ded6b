/** What a commit did, in a few words: what was written of each kind, and what was removed. */
import { plural, t } from '@lingui/core/macro';
import type { Commit } from './queries.ts';

type Written = Commit['records'][number];

/** Parts of the server's own work that nobody asked about. */
const derived = new Set(['index', 'restoration']);

export function commitInWords({ records, author }: Pick<Commit, 'records' | 'author'>): string {
  if (records.some(({ kind }) => kind === 'restoration')) return t`Restored the project`;
  const told = records.filter(({ kind }) => !derived.has(kind));
  const isReading = author.type === 'server' && told.every(({ kind }) => kind === 'document');
  if (isReading && told.length > 0)
    return plural(told.length, { one: 'Read # document', other: 'Read # documents' });
  const kinds = [...new Set(told.map(({ kind }) => kind))];
  const parts = kinds.flatMap((kind) => {
    const own = told.filter((record) => record.kind === kind);
    const gone = own.filter(({ status }) => status === 'deleted' || status === 'removed');
    const fresh = own.filter((record) => record.version === 1 && !gone.includes(record));
    const changed = own.length - gone.length - fresh.length;
    return [
      phrase(t`Added`, kind, fresh),
      phrase(t`Changed`, kind, own.slice(0, changed)),
      phrase(t`Removed`, kind, gone),
    ].filter((part) => part !== '');
  });
  return parts.length === 0 ? t`Kept its index up to date` : parts.join(' · ');
}

function phrase(verb: string, kind: string, records: readonly Written[]): string {
  return records.length === 0 ? '' : `${verb} ${kindInWords(kind, records.length)}`;
}

export function kindInWords(kind: string, count: number): string {
  switch (kind) {
    case 'memory':
      return plural(count, { one: '# memory', other: '# memories' });
    case 'entry':
      return plural(count, { one: '# value', other: '# values' });
    case 'document':
      return plural(count, { one: '# document', other: '# documents' });
    case 'conversation':
      return plural(count, { one: '# conversation', other: '# conversations' });
    case 'message':
      return plural(count, { one: '# message', other: '# messages' });
    case 'review':
      return plural(count, { one: '# write that waits', other: '# writes that wait' });
    case 'conflict':
      return plural(count, { one: '# conflict', other: '# conflicts' });
    case 'snapshot':
      return plural(count, { one: '# snapshot', other: '# snapshots' });
    case 'review-settings':
      return t`the settings of review`;
    case 'branch':
      return plural(count, { one: '# branch', other: '# branches' });
    default:
      return `${count} × ${kind}`;
  }
}
