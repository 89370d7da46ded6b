/** What search threads ask to be read for them: chunks of segments, and the texts of passages. */
import { StaleIndex, type ProjectState } from '../project-state.ts';
import { pieceSpace } from '../rows.ts';
import type { FromThread, ToThread } from '../worker/messages.ts';

export type Asked = Extract<FromThread, { kind: 'fetch' | 'read' }>;

/** The answer; without what was asked for when it is gone or could not be read. */
export function readFor(state: ProjectState | undefined, asked: Asked): Promise<ToThread> {
  return asked.kind === 'fetch' ? chunksFor(state, asked) : rowsFor(state, asked);
}

async function chunksFor(
  state: ProjectState | undefined,
  { n, segment, chunks }: Extract<Asked, { kind: 'fetch' }>,
): Promise<ToThread> {
  try {
    if (state === undefined) throw new StaleIndex();
    const read = await Promise.all(
      chunks.map(async (number) => [number, await state.chunk(segment, number)] as const),
    );
    return { kind: 'chunks', n, chunks: read };
  } catch {
    return { kind: 'chunks', n, chunks: undefined };
  }
}

async function rowsFor(
  state: ProjectState | undefined,
  { n, keys }: Extract<Asked, { kind: 'read' }>,
): Promise<ToThread> {
  const rows = await state?.reader.rowsOf(pieceSpace, keys).catch(() => undefined);
  return { kind: 'rows', n, rows };
}
