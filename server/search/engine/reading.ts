/** What search threads ask to be read for them: chunks of segments, and the texts of passages. */
import type { ProjectState } from '../project-state.ts';
import { StaleIndex } from '../stale.ts';
import { pieceSpace } from '../rows.ts';
import type { IndexReader } from '../search.ts';
import type { FromThread, ToThread } from '../worker/messages.ts';

type Asked<Kind> = Extract<FromThread, { kind: Kind }>;

/** What is told to the thread, and why there is nothing to tell it where the store could not be read. */
export interface ReadForThread {
  readonly told: Extract<ToThread, { kind: 'chunks' | 'rows' }>;
  readonly failure?: unknown;
}

/** Chunks that a thread asked for; none when one is gone or could not be read. */
export async function readChunks(
  state: ProjectState | undefined,
  { n, segment, chunks }: Asked<'fetch'>,
): Promise<ReadForThread> {
  try {
    if (state === undefined) throw new StaleIndex();
    return { told: { kind: 'chunks', n, chunks: await state.chunks(segment, chunks) } };
  } catch (error) {
    const told = { kind: 'chunks', n, chunks: undefined } as const;
    return error instanceof StaleIndex ? { told } : { told, failure: error };
  }
}

/** Texts that a thread asked for; none when they could not be read. */
export async function readPieces(
  reader: IndexReader | undefined,
  { n, keys }: Asked<'read'>,
): Promise<ReadForThread> {
  try {
    return { told: { kind: 'rows', n, rows: await reader?.rowsOf(pieceSpace, keys) } };
  } catch (error) {
    return { told: { kind: 'rows', n, rows: undefined }, failure: error };
  }
}
