/** What search threads ask to be read for them: chunks of segments, and the texts of passages. */
import type { ProjectState } from '../project-state.ts';
import { StaleIndex } from '../stale.ts';
import { pieceSpace } from '../rows.ts';
import type { IndexReader } from '../search.ts';
import type { FromThread, ToThread } from '../worker/messages.ts';

type Asked<Kind> = Extract<FromThread, { kind: Kind }>;

/** Chunks that a thread asked for; none when one is gone or could not be read. */
export async function readChunks(
  state: ProjectState | undefined,
  { n, segment, chunks }: Asked<'fetch'>,
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

/** Texts that a thread asked for; none when they could not be read. */
export async function readPieces(
  reader: IndexReader | undefined,
  { n, keys }: Asked<'read'>,
): Promise<ToThread> {
  const rows = await reader?.rowsOf(pieceSpace, keys).catch(() => undefined);
  return { kind: 'rows', n, rows };
}
