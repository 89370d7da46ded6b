/**
 * Brings a project's vectors up to date: drops those of text that is gone, embeds what has none, and removes sets of
 * models that are no longer used. Every step is one commit against the manifest it read, so it can end anywhere.
 */
import { decodePiece, pieceSpace, recordPrefix } from '../rows.ts';
import { manifestId, type Embedding, type IndexReader, type IndexRow, type IndexWriter } from '../search.ts';
import { vectorRecordSpace, vectorSpace, type VectorEntry } from './block.ts';
import { normalise, quantise } from './codes.ts';
import { VectorDraft } from './draft.ts';
import {
  embeddedIn,
  readVectorManifest,
  vectorManifestId,
  type ReadVectorManifest,
  type VectorSetEntry,
} from './manifest.ts';
import { embeddedText, textHash } from './text.ts';

/** Passages that are embedded between two commits. */
const batchSize = 128;
const pageSize = 500;
const recordsAtOnce = 32;

/** Somebody else changed the manifest: the job is to begin anew. */
class ManifestMoved extends Error {}

interface Passage {
  readonly record: string;
  readonly ordinal: number;
  readonly hash: string;
  readonly text: string;
}

export async function embedProject(
  reader: IndexReader,
  writer: IndexWriter,
  embedding: Embedding | undefined,
  signal: AbortSignal,
): Promise<void> {
  const work = new EmbeddingWork(reader, writer, signal);
  const wanted = embedding === undefined ? [] : [embedding.set.id, ...embedding.keep];
  await work.removeSets((id) => !wanted.includes(id));
  for (const id of wanted) await work.dropChanged(id);
  if (embedding === undefined) return;
  await work.begin(embedding);
  while (await work.embedPage(embedding));
  while (await work.catchUp(embedding));
  await work.removeSets((id) => id !== embedding.set.id);
}

/** Drops the vectors of text that is gone, which needs no model. */
export async function dropVectors(
  reader: IndexReader,
  writer: IndexWriter,
  signal: AbortSignal,
): Promise<void> {
  const work = new EmbeddingWork(reader, writer, signal);
  for (;;) {
    try {
      for (const { id } of (await readVectorManifest(reader)).sets) await work.dropChanged(id);
      return;
    } catch (error) {
      if (!(error instanceof ManifestMoved)) throw error;
    }
  }
}

class EmbeddingWork {
  readonly #reader: IndexReader;
  readonly #writer: IndexWriter;
  readonly #signal: AbortSignal;

  constructor(reader: IndexReader, writer: IndexWriter, signal: AbortSignal) {
    this.#reader = reader;
    this.#writer = writer;
    this.#signal = signal;
  }

  async removeSets(isGone: (id: string) => boolean): Promise<void> {
    const manifest = await readVectorManifest(this.#reader);
    const gone = manifest.sets.filter(({ id }) => isGone(id));
    if (gone.length === 0) return;
    const rows = gone.flatMap(({ id }) =>
      [vectorSpace, vectorRecordSpace].map((space): IndexRow => ({ op: 'clear', space, prefix: `${id}/` })),
    );
    await this.#commit(
      manifest,
      rows,
      manifest.sets.filter(({ id }) => !isGone(id)),
    );
  }

  /** Needs no model, so it is done whether or not one answers. */
  async dropChanged(id: string): Promise<void> {
    const set = (await readVectorManifest(this.#reader)).sets.find((one) => one.id === id);
    if (set === undefined) return;
    const { ids } = await this.#changedSince(set.seq);
    for (let at = 0; at < ids.length; at += recordsAtOnce) {
      const { manifest, set: current } = await this.#read(id);
      const draft = new VectorDraft(this.#reader, current);
      for (const record of ids.slice(at, at + recordsAtOnce))
        await draft.keep(record, hashesOf(await this.#passagesOf(record)));
      await this.#write(manifest, current, draft, {});
    }
  }

  async begin({ set: { id, dimensions } }: Embedding): Promise<void> {
    const manifest = await readVectorManifest(this.#reader);
    if (manifest.sets.some((set) => set.id === id)) return;
    const seq = await this.#reader.head();
    const total = await this.#countPieces();
    const set: VectorSetEntry = { id, dimensions, cursor: '', seq, total, blocks: [] };
    await this.#commit(manifest, [], [...manifest.sets, set]);
  }

  /** @returns whether there may be more */
  async embedPage(embedding: Embedding): Promise<boolean> {
    const { manifest, set } = await this.#read(embedding.set.id);
    if (set.cursor === undefined) return false;
    const pieces = await this.#reader.rows(pieceSpace, { after: set.cursor, limit: batchSize });
    const draft = new VectorDraft(this.#reader, set);
    await draft.add(await this.#embed(embedding, pieces.map(passageOf)));
    const { cursor, ...rest } = set;
    const next = pieces.length < batchSize ? rest : { ...rest, cursor: pieces.at(-1)?.key ?? cursor };
    await this.#write(manifest, next, draft, { always: true });
    return 'cursor' in next;
  }

  /** @returns whether anything had changed */
  async catchUp(embedding: Embedding): Promise<boolean> {
    const { id } = embedding.set;
    const { head, ids } = await this.#changedSince((await this.#read(id)).set.seq);
    if (ids.length === 0) return false;
    for (let at = 0; at < ids.length; at += recordsAtOnce)
      await this.#embedRecords(embedding, ids.slice(at, at + recordsAtOnce));
    const { manifest, set } = await this.#read(id);
    const done = { ...set, seq: head, total: embeddedIn(set) };
    await this.#write(manifest, done, new VectorDraft(this.#reader, set), { always: true });
    return true;
  }

  async #embedRecords(embedding: Embedding, records: readonly string[]): Promise<void> {
    const { manifest, set } = await this.#read(embedding.set.id);
    const draft = new VectorDraft(this.#reader, set);
    const missing: Passage[] = [];
    for (const record of records) {
      const passages = await this.#passagesOf(record);
      const kept = await draft.keep(record, hashesOf(passages));
      missing.push(...passages.filter(({ ordinal }) => !kept.has(ordinal)));
    }
    await this.#write(manifest, set, draft, {});
    for (let at = 0; at < missing.length; at += batchSize) {
      const entries = await this.#embed(embedding, missing.slice(at, at + batchSize));
      const current = await this.#read(embedding.set.id);
      const addition = new VectorDraft(this.#reader, current.set);
      await addition.add(entries);
      const total = embeddedIn(current.set) + missing.length - at;
      await this.#write(current.manifest, { ...current.set, total }, addition, {});
    }
  }

  async #embed({ set, embed }: Embedding, passages: readonly Passage[]): Promise<VectorEntry[]> {
    if (passages.length === 0) return [];
    const vectors = await embed(
      passages.map(({ text }) => text),
      this.#signal,
    );
    return passages.map(({ record, ordinal, hash }, at) => {
      const vector = vectors[at];
      if (vector?.length !== set.dimensions)
        throw new Error('an embedding has another dimension than its set');
      return { record, ordinal, hash, ...quantise(normalise(vector)) };
    });
  }

  async #read(id: string): Promise<{ manifest: ReadVectorManifest; set: VectorSetEntry }> {
    this.#signal.throwIfAborted();
    const manifest = await readVectorManifest(this.#reader);
    const set = manifest.sets.find((one) => one.id === id);
    if (set === undefined) throw new ManifestMoved('the set of vectors was removed meanwhile');
    return { manifest, set };
  }

  async #write(
    manifest: ReadVectorManifest,
    set: VectorSetEntry,
    draft: VectorDraft,
    { always = false }: { always?: boolean },
  ): Promise<void> {
    if (draft.isEmpty && !always) return;
    const next = { ...set, blocks: draft.blocks() };
    const counted = { ...next, total: Math.max(next.total, embeddedIn(next)) };
    const sets = manifest.sets.map((one) => (one.id === set.id ? counted : one));
    await this.#commit(manifest, draft.rows(), sets);
  }

  async #commit(
    { stored }: ReadVectorManifest,
    rows: readonly IndexRow[],
    sets: readonly VectorSetEntry[],
  ): Promise<void> {
    this.#signal.throwIfAborted();
    const written = await this.#writer.commit(rows, {
      id: vectorManifestId,
      value: { sets },
      replaces: stored?.version,
    });
    if (!written) throw new ManifestMoved('another server wrote vectors of this project meanwhile');
  }

  async #changedSince(seq: number): Promise<{ head: number; ids: string[] }> {
    const { head, ids } = await this.#reader.changedSince(seq);
    return { head, ids: ids.filter((id) => id !== manifestId && id !== vectorManifestId) };
  }

  async #passagesOf(record: string): Promise<Passage[]> {
    const passages: Passage[] = [];
    for (let after = ''; ;) {
      const range = { prefix: recordPrefix(record), limit: pageSize, ...(after === '' ? {} : { after }) };
      const page = await this.#reader.rows(pieceSpace, range);
      passages.push(...page.map(passageOf));
      after = page.at(-1)?.key ?? '';
      if (page.length < pageSize) return passages;
    }
  }

  async #countPieces(): Promise<number> {
    let count = 0;
    for (let after = ''; ;) {
      this.#signal.throwIfAborted();
      const page = await this.#reader.rows(pieceSpace, { after, limit: pageSize });
      count += page.length;
      after = page.at(-1)?.key ?? '';
      if (page.length < pageSize) return count;
    }
  }
}

function passageOf({ key, value }: { key: string; value: Uint8Array }): Passage {
  const text = embeddedText(decodePiece(value));
  const at = key.lastIndexOf('#');
  return { record: key.slice(0, at), ordinal: Number(key.slice(at + 1)), hash: textHash(text), text };
}

function hashesOf(passages: readonly Passage[]): Map<number, string> {
  return new Map(passages.map(({ ordinal, hash }) => [ordinal, hash]));
}
