/** The commits of a project, or of the drive, as a stream of server-sent events, by their sequence numbers: any server goes on with it. */
import type { Caller } from '../../services/caller.ts';
import type { Services } from '../../services/services.ts';
import { streamEvents, type EventSink, type Guard } from './event-stream.ts';

export interface Followed {
  readonly projectId: string;
  /** The last commit that the reader has heard of. */
  readonly after: number;
}

const atOnce = 100;

/** @throws KeepsakeError NOT_FOUND for a project that the caller does not reach. */
export async function streamChanges(
  services: Pick<Services, 'projects' | 'heads'>,
  caller: Caller,
  { projectId, after }: Followed,
  guard: Guard,
): Promise<Response> {
  const { projects, heads } = services;
  const read = (seq: number, limit: number) => projects.changes(caller, { projectId, after: seq, limit });
  await read(after, 1);
  const reader = createReader(read, after);
  const open = (sink: EventSink) => {
    const watcher = { changed: () => reader.send(sink), end: sink.end };
    return heads.watch({ account: caller.account, project: projectId }, watcher);
  };
  return streamEvents({ open, drained: (sink) => reader.goOn(sink) }, guard);
}

/** The numbers of commits of the drive that changed something of it. */
export async function streamDriveCommits(
  { sync, heads }: Pick<Services, 'sync' | 'heads'>,
  caller: Caller,
  after: number,
  guard: Guard,
): Promise<Response> {
  const read = (seq: number, limit: number) => sync.driveCommits(caller, { after: seq, limit });
  await read(after, 1);
  const reader = createReader(read, after, ({ items }) => items);
  const open = (sink: EventSink) =>
    heads.watch({ account: caller.account }, { changed: () => reader.send(sink), end: sink.end });
  return streamEvents({ open, drained: (sink) => reader.goOn(sink) }, guard);
}

type Read<C> = (seq: number, limit: number) => Promise<{ readonly changes: readonly C[] }>;

/** Sends what is new, in order, one look at a time, and no more than its reader takes. */
function createReader<C extends { readonly seq: number }>(
  read: Read<C>,
  after: number,
  isTold: (change: C) => boolean = () => true,
) {
  let heard = after;
  let isBehind = false;
  let sending: Promise<void> = Promise.resolve();

  async function send(sink: EventSink): Promise<void> {
    while (sink.hasRoom()) {
      const { changes } = await read(heard, atOnce);
      for (const change of changes) {
        if (isTold(change)) sink.event(String(change.seq), change);
        heard = change.seq;
      }
      if (changes.length < atOnce) return;
    }
    isBehind = true;
  }

  return {
    send(sink: EventSink): Promise<void> {
      sending = sending.then(() => send(sink));
      return sending;
    },
    /** Goes on for a reader that was too slow. */
    goOn(sink: EventSink): void {
      if (!isBehind) return;
      isBehind = false;
      sending = sending.then(() => send(sink)).catch(() => sink.end());
    },
  };
}
