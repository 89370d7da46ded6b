/** Reads and writes of entries that a program makes at once travel in one request, in their order. */
import { isErrorCode, KeepsakeError, type Client, type Entry, type EntryWrite } from '../contract/index.ts';

type Written = Awaited<ReturnType<Client['writeEntries']>>['items'][number];
type Done = Extract<Written, { entry: unknown }>;

interface Name {
  readonly namespace: string;
  readonly key: string;
}

export interface EntryQueue {
  read(name: Name): Promise<Entry | null>;
  /** @throws KeepsakeError what the server refuses this one write with */
  write(write: EntryWrite): Promise<Done>;
}

/** Of one request: the server's limits, with room for what JSON adds. */
const mostItems = 100;
const mostCharacters = 600_000;

export function createEntryQueue(api: Client, projectId: () => Promise<string>): EntryQueue {
  const reads = createQueue<Name, Entry | null>(async (keys) => {
    const { items } = await api.readEntries({ projectId: await projectId(), keys });
    return items;
  });
  const writes = createQueue<EntryWrite, Written>(async (group) => {
    const input = { projectId: await projectId(), writes: group, atomic: false };
    return (await api.writeEntries(input)).items;
  }, lengthOf);
  return {
    read: reads,
    async write(write) {
      const written = await writes(write);
      if ('entry' in written) return written;
      const { code, message, details } = written.error;
      throw new KeepsakeError(isErrorCode(code) ? code : 'INTERNAL', message, details);
    },
  };
}

interface Waiting<I, O> {
  readonly item: I;
  readonly length: number;
  readonly resolve: (answer: O) => void;
  readonly reject: (error: unknown) => void;
}

/** One request at a time: what comes meanwhile goes together with the next. */
function createQueue<I, O>(
  send: (items: I[]) => Promise<O[]>,
  lengthOfItem: (item: I) => number = () => 0,
): (item: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let isSending = false;

  async function drain(): Promise<void> {
    isSending = true;
    await Promise.resolve();
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupSize(waiting));
      try {
        const answers = await send(group.map(({ item }) => item));
        for (const [at, { resolve }] of group.entries()) resolve(answers[at] as O);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isSending = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, length: lengthOfItem(item), resolve, reject });
      if (!isSending) void drain();
    });
}

function groupSize(waiting: readonly { length: number }[]): number {
  let characters = 0;
  let size = 0;
  for (const { length } of waiting) {
    characters += length;
    if (size > 0 && (size === mostItems || characters > mostCharacters)) break;
    size++;
  }
  return size;
}

function lengthOf(write: EntryWrite): number {
  if (!('value' in write)) return 0;
  return typeof write.value === 'string' ? write.value.length : (JSON.stringify(write.value)?.length ?? 0);
}
