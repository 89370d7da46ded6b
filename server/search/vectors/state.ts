/** A project's vectors as the engine holds them for its threads: blocks and their binary codes, in shared memory. */
import { StaleIndex } from '../stale.ts';
import type { IndexReader, QueryVector } from '../search.ts';
import type { OpenVectorBlock, OpenVectors } from '../worker/messages.ts';
import { blockKey, codesLength, VectorBlock, vectorSpace } from './block.ts';
import { codeWords, writeCode } from './codes.ts';
import type { ScannedBlock } from './scan.ts';
import { isComplete, readVectorManifest, type VectorSetEntry } from './manifest.ts';

interface HeldBlock {
  readonly version: number;
  readonly open: OpenVectorBlock;
  readonly block: VectorBlock;
}

interface HeldSet {
  readonly id: string;
  readonly centre: Float32Array<SharedArrayBuffer>;
  /** Passages that the centre is of. */
  readonly measured: number;
  readonly blocks: ReadonlyMap<number, HeldBlock>;
}

/** Blocks whose rows are read at once. */
const readsAtOnce = 16;

/** Distinct over all projects, so that a thread never takes one for another. */
let versions = 0;

export class VectorsState {
  #held: HeldSet | undefined;
  #manifest: number | undefined;
  #version = 0;
  /** Refreshes follow each other, so that no block is read twice. */
  #turn: Promise<void> = Promise.resolve();

  bytes(): number {
    let bytes = 0;
    for (const { open } of this.#held?.blocks.values() ?? [])
      bytes += open.row.length + open.codes.byteLength;
    return bytes;
  }

  /** Brings in what was committed before the call, of the first of the sets that is complete. */
  refresh(reader: IndexReader, wanted: readonly QueryVector[]): Promise<void> {
    const refreshed = this.#turn.then(() => this.#refresh(reader, wanted));
    this.#turn = refreshed.catch(() => undefined);
    return refreshed;
  }

  async #refresh(reader: IndexReader, wanted: readonly QueryVector[]): Promise<void> {
    const { sets, stored } = await readVectorManifest(reader);
    const set = wanted
      .map((query) => sets.find(({ id }) => id === query.set))
      .find((entry) => entry !== undefined && isComplete(entry));
    if (set?.id === this.#held?.id && stored?.version === this.#manifest) return;
    this.#held = set === undefined ? undefined : await this.#load(reader, set);
    this.#manifest = stored?.version;
    this.#version = ++versions;
  }

  open(): OpenVectors | undefined {
    const held = this.#held;
    if (held === undefined) return undefined;
    const blocks = [...held.blocks.values()].map(({ open }) => open);
    return { version: this.#version, set: held.id, centre: held.centre, blocks };
  }

  async #load(reader: IndexReader, set: VectorSetEntry): Promise<HeldSet> {
    const before = this.#held?.id === set.id ? this.#held : undefined;
    const rows = await readBlocks(reader, set, before);
    const total = [...rows.values()].reduce((sum, { count }) => sum + count, 0);
    // The centre moves little: codes are made anew only when there is much more to it.
    const kept = before !== undefined && total <= 2 * before.measured ? before : undefined;
    const centre = kept?.centre ?? (await centreOf([...rows.values()], set.dimensions));
    const blocks = new Map<number, HeldBlock>();
    for (const [number, block] of rows) {
      const known = kept?.blocks.get(number);
      blocks.set(number, known?.block === block ? known : holdBlock(block, centre));
      if (known?.block !== block) await yieldTurn();
    }
    return { id: set.id, centre, measured: kept?.measured ?? total, blocks };
  }
}

async function readBlocks(
  reader: IndexReader,
  { id, blocks }: VectorSetEntry,
  before: HeldSet | undefined,
): Promise<Map<number, VectorBlock>> {
  const read = new Map<number, VectorBlock>();
  for (const { number, version } of blocks) {
    const known = before?.blocks.get(number);
    if (known?.version === version) read.set(number, known.block);
  }
  const missing = blocks.filter(({ number }) => !read.has(number));
  for (let at = 0; at < missing.length; at += readsAtOnce) {
    const batch = missing.slice(at, at + readsAtOnce);
    const rows = await reader.rowsOf(
      vectorSpace,
      batch.map(({ number }) => blockKey(id, number)),
    );
    for (const [place, { number, version }] of batch.entries()) {
      const row = rows[place];
      if (row === undefined) throw new StaleIndex();
      const block = new VectorBlock(shared(row));
      if (block.version !== version) throw new StaleIndex();
      read.set(number, block);
    }
  }
  return read;
}

function holdBlock(block: VectorBlock, centre: Float32Array): HeldBlock {
  const { count, dimensions, values, scales } = block;
  const codes = new Int32Array(new SharedArrayBuffer(codesLength(block) * 4));
  for (let at = 0; at < count; at++) {
    const vector = values.subarray(at * dimensions, (at + 1) * dimensions);
    writeCode(vector, scales[at] as number, centre, codes, at * codeWords(dimensions));
  }
  return {
    version: block.version,
    block,
    open: { row: block.bytes as Uint8Array<SharedArrayBuffer>, codes },
  };
}

/** Blocks with the codes that their own centre gives. */
export async function holdBlocks(
  blocks: readonly VectorBlock[],
  dimensions: number,
): Promise<{ blocks: ScannedBlock[]; centre: Float32Array }> {
  const centre = await centreOf(blocks, dimensions);
  const held = blocks.map((block) => ({ block, codes: holdBlock(block, centre).open.codes }));
  return { blocks: held, centre };
}

/** The mean, above or below which each bit of a code says a vector lies. */
async function centreOf(
  blocks: readonly VectorBlock[],
  dimensions: number,
): Promise<Float32Array<SharedArrayBuffer>> {
  const sums = new Float64Array(dimensions);
  let total = 0;
  for (const { count, values, scales } of blocks) {
    for (let at = 0; at < count; at++) {
      const scale = scales[at] as number;
      for (let dimension = 0; dimension < dimensions; dimension++)
        sums[dimension] =
          (sums[dimension] as number) + (values[at * dimensions + dimension] as number) * scale;
    }
    total += count;
    await yieldTurn();
  }
  const centre = new Float32Array(new SharedArrayBuffer(dimensions * 4));
  centre.set(sums.map((sum) => sum / Math.max(1, total)));
  return centre;
}

/** Lets requests in between: a large project has many blocks. */
function yieldTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function shared(row: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(new SharedArrayBuffer(row.length));
  bytes.set(row);
  return bytes;
}
