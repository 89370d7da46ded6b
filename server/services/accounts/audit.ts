/** The audit log: the account's own commits, in words. What is no commit by itself, such as an export, is noted by one. */
import type { z } from 'zod';
import type { operations } from '../../../contract/index.ts';
import type { AuditEvent } from '../../../contract/operations/audit.ts';
import { newId } from '../../../local/ids.ts';
import type { Store, StoredCommit } from '../../store/store.ts';
import { verbOf } from '../activity/writes.ts';
import { accountScope, requireStanding, type Caller } from '../caller.ts';
import { commitAs, viewAuthor, viewTime, type Clock } from '../records.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Audit {
  list(caller: Caller, input: Input<'listAudit'>): Promise<Output<'listAudit'>>;
  /** Every event, oldest first. @throws KeepsakeError FORBIDDEN, before the first */
  all(caller: Caller): AsyncIterable<AuditEvent>;
  /** Writes down what reads a lot at once and changes nothing. @param action such as `export_project` */
  note(caller: Caller, action: string): Promise<void>;
}

/** Bookkeeping of the server that no person asked for by itself. */
const unspoken = new Set(['upload', 'live-folders', 'page-code']);
const batch = 500;
/** A page of few events among many others ends before it costs much. */
const mostPassedOver = 5_000;

export function createAudit({ store, clock }: { store: Store; clock: Clock }): Audit {
  return {
    async list(caller, { before = Number.MAX_SAFE_INTEGER, limit, ...wanted }) {
      requireStanding(caller, 'admin');
      const isNarrowed = Object.values(wanted).some((value) => value !== undefined);
      const [atOnce, most] = isNarrowed ? [batch, mostPassedOver] : [limit, limit];
      const items: AuditEvent[] = [];
      let from = before;
      for (let read = 0; read < most; read += atOnce) {
        const commits = await store.commitsBefore(accountScope(caller), from, atOnce);
        for (const commit of commits) {
          from = commit.seq;
          items.push(...eventOf(commit).filter((event) => isWanted(event, wanted)));
          if (items.length === limit) return { items, next: from > 1 ? from : null };
        }
        if (commits.length < atOnce) return { items, next: null };
      }
      return { items, next: from > 1 ? from : null };
    },
    async *all(caller) {
      requireStanding(caller, 'admin');
      const scope = accountScope(caller);
      for (let after = 0; ;) {
        const commits = await store.changes(scope, after, batch);
        yield* commits.flatMap(eventOf);
        if (commits.length < batch) return;
        after = commits.at(-1)?.seq ?? after;
      }
    },
    async note(caller, action) {
      const id = newId('aud');
      const put = { op: 'put', kind: 'audit', id, state: action, payload: {}, expect: 'absent' } as const;
      await commitAs(store, clock, { caller }, accountScope(caller), [put]);
    },
  };
}

function isWanted({ action, by }: AuditEvent, wanted: Pick<Input<'listAudit'>, 'action' | 'by'>): boolean {
  if (wanted.action !== undefined && wanted.action !== action) return false;
  const { type, key_id, member_id = type } = by;
  return wanted.by === undefined || wanted.by === (key_id ?? member_id);
}

/** Nothing where the server kept its own books. */
function eventOf({ seq, at, author, records }: StoredCommit): AuditEvent[] {
  const spoken = records.filter(({ kind }) => !unspoken.has(kind));
  const [first] = spoken;
  if (author.type === 'server' || first === undefined) return [];
  const action = first.kind === 'audit' ? first.state : `${verbOf(first.state, first.version)}_${first.kind}`;
  const targets = spoken.map(({ kind, id, state }) => ({ kind, id, status: state }));
  return [{ seq, time: viewTime(at), by: viewAuthor(author), action: action.replaceAll('-', '_'), targets }];
}
