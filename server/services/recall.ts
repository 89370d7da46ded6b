/** Recall: search over what a caller may read, and the text behind an id. */
import type { z } from 'zod';
import { KeepsakeError, type Fetched, type operations, type Passage } from '../../contract/index.ts';
import type { Embedding } from './embedding.ts';
import { indexReader } from './index-reader.ts';
import type { IndexReader, SearchEngine, StoredPiece } from '../search/search.ts';
import type { Scope, Store, StoredRecord } from '../store/store.ts';
import { accountScope, projectScope, type Caller } from './caller.ts';
import type { DocumentPayload } from './attachments.ts';
import { branchReader } from './history/branch-reader.ts';
import { linkTo, queryOf, viewHit, type SearchInput } from './hits.ts';
import { flagWords, viewMemory } from './memories/record.ts';
import { typed, viewTime } from './records.ts';

export interface Recall {
  search(caller: Caller, input: SearchInput): Promise<z.output<typeof operations.search.output>>;
  /** `mem_…`, `doc_…`, `doc_…#n` (a passage and its neighbours) or `doc_…@n` (from a passage on). */
  fetch(caller: Caller, input: { id: string; max_tokens: number }): Promise<Fetched>;
}

const maxProjects = 100;
const charactersPerToken = 4;

export interface RecallDependencies {
  store: Store;
  search: SearchEngine;
  embedding: Pick<Embedding, 'vectorsOf'>;
}

/** The service of recall. */
export function createRecall({ store, search, embedding }: RecallDependencies): Recall {
  async function projectsOf(caller: Caller, wanted?: readonly string[]): Promise<Required<Scope>[]> {
    if (wanted !== undefined)
      return Promise.all(wanted.map((project) => projectScope(store, caller, project)));
    const scope = accountScope(caller);
    const records =
      caller.type === 'owner'
        ? await store.list(scope, {
            kind: 'project',
            states: ['active'],
            order: 'changed',
            descending: true,
            limit: maxProjects,
          })
        : await Promise.all(caller.projects.map((id) => store.get(scope, 'project', id)));
    const active = records.filter((record) => record?.state === 'active') as StoredRecord[];
    return active.map((record) => ({ account: caller.account, project: record.id }));
  }

  async function readersOf(
    scopes: readonly Required<Scope>[],
    branch: string | undefined,
  ): Promise<IndexReader[]> {
    if (branch === undefined) return scopes.map((scope) => indexReader(store, scope));
    const [scope] = scopes;
    if (scope !== undefined && scopes.length === 1)
      return [await branchReader({ store, search }, scope, branch)];
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'A branch belongs to one project. Name that project in project_ids.',
    );
  }

  async function findRecord(
    caller: Caller,
    kind: string,
    id: string,
  ): Promise<{ scope: Required<Scope>; record: StoredRecord }> {
    for (const scope of await projectsOf(caller)) {
      const record = await store.get(scope, kind, id);
      if (record !== undefined && record.state !== 'deleted' && record.state !== 'removed')
        return { scope, record };
    }
    throw new KeepsakeError(
      'NOT_FOUND',
      `There is nothing with the id ${id} that this caller may read. Search again for a current id.`,
    );
  }

  return {
    async search(caller, input) {
      const scopes = await projectsOf(caller, input.project_ids);
      const readers = await readersOf(scopes, input.branch);
      const { use, vectors } = await embedding.vectorsOf(caller.account, readers, input.query);
      const hits = await search.search(readers, { ...queryOf(input), vectors });
      // A branch's index goes by another name than the project's.
      const own = input.branch === undefined ? undefined : scopes[0]?.project;
      const results = hits.map((hit) =>
        viewHit({ ...hit, project: own ?? hit.project }, input.explain === true),
      );
      const total_tokens = results.reduce((sum, { text }) => sum + tokensOf(text), 0);
      return { results, total_tokens, vectors: use };
    },
    async fetch(caller, input) {
      const match = /^((?:mem|doc|conv)_[0-9a-z]{26})(?:([#@])(\d{1,7}))?$/.exec(input.id);
      if (match === null) {
        throw new KeepsakeError(
          'VALIDATION_ERROR',
          `"${input.id}" is not an id that can be fetched. Use an id from a search result, such as mem_… or doc_…#3.`,
        );
      }
      const [, id = '', mode, number] = match;
      const kind = kindOf(id);
      const { scope, record } = await findRecord(caller, kind, id);
      if (kind === 'memory') return fetchMemory(scope.project, record);
      const from = number === undefined ? 0 : Number(number);
      return fetchPassages(search, indexReader(store, scope), record, {
        mode,
        from,
        maxTokens: input.max_tokens,
      });
    },
  };
}

function fetchMemory(project: string, record: StoredRecord): Fetched {
  const { name, content, tags, source, written_by, superseded_by, flags } = viewMemory(project, record);
  const metadata = {
    type: 'memory',
    project_id: project,
    tags,
    status: record.state,
    updated_at: viewTime(record.updatedAt),
    written_by,
    ...(source === undefined ? {} : { source }),
    ...(superseded_by === undefined ? {} : { superseded_by }),
    ...(flags === undefined ? {} : { flags: flagWords(flags) }),
  } as const;
  return { id: record.id, title: name, text: content, url: linkTo(project, record.id), metadata };
}

function kindOf(id: string): 'memory' | 'document' | 'conversation' {
  if (id.startsWith('mem')) return 'memory';
  return id.startsWith('doc') ? 'document' : 'conversation';
}

/** What is read passage by passage: a document, or the messages of a conversation. */
interface PassagesPayload extends Pick<DocumentPayload, 'mediaType'> {
  readonly name?: string;
  readonly title?: string;
  readonly passages?: number;
  readonly messages?: number;
}

/** A passage with two neighbours on each side, or as much of the document as the budget holds. */
async function fetchPassages(
  search: SearchEngine,
  project: IndexReader,
  record: StoredRecord,
  span: { mode: string | undefined; from: number; maxTokens: number },
): Promise<Fetched> {
  const { name, title = '', passages, messages, mediaType } = typed<PassagesPayload>(record).payload;
  const maxCharacters = span.maxTokens * charactersPerToken;
  const pieces =
    span.mode === '#'
      ? await readAround(search, project, record.id, span.from, maxCharacters)
      : await readPieces(search, project, record.id, { first: span.from, most: Infinity, maxCharacters });
  const total = passages ?? messages ?? 0;
  if (pieces.length === 0 && span.mode !== undefined)
    throw new KeepsakeError(
      'NOT_FOUND',
      `${record.id} has ${total} passages, numbered from 0; there is none with the number ${span.from}. Fetch ${record.id} to read it from the start.`,
    );
  const next = (pieces.at(-1)?.ordinal ?? 0) + 1;
  const id = span.mode === undefined ? record.id : `${record.id}${span.mode}${span.from}`;
  const cited = pieces.find((piece) => piece.ordinal === span.from) ?? pieces[0];
  return {
    id,
    title: name ?? title,
    text: pieces.map(textOf).join('\n\n'),
    url: linkTo(project.id, id),
    metadata: {
      type: record.kind === 'document' ? 'document' : 'message',
      project_id: project.id,
      ...(cited === undefined ? {} : { citation: cited.place }),
      ...(mediaType === undefined ? {} : { media_type: mediaType }),
      status: record.state,
      updated_at: viewTime(record.updatedAt),
      passages: total,
      ...(next < total && pieces.length > 0 ? { next_id: `${record.id}@${next}` } : {}),
    },
  };
}

/** A message with who said it and when. */
function textOf({ text, place }: StoredPiece): string {
  const { message } = place as Passage['citation'];
  if (message === undefined) return text;
  const who = message.name === undefined ? message.role : `${message.name} (${message.role})`;
  return `${who}, ${message.time}: ${text}`;
}

/** Neighbours on each side of a passage that is fetched. */
const around = 2;

/** A passage, and as many of its neighbours, the nearest first, as the budget holds beside it. */
async function readAround(
  search: SearchEngine,
  project: IndexReader,
  id: string,
  ordinal: number,
  maxCharacters: number,
): Promise<StoredPiece[]> {
  const first = Math.max(0, ordinal - around);
  const read = await search.pieces(project, id, first, ordinal + around + 1 - first);
  const asked = read.find((piece) => piece.ordinal === ordinal);
  if (asked === undefined) return [];
  const kept = [asked];
  let left = maxCharacters - asked.text.length;
  for (const step of [-1, 1]) {
    for (let distance = 1; distance <= around; distance++) {
      const neighbour = read.find((piece) => piece.ordinal === ordinal + step * distance);
      if (neighbour === undefined || neighbour.text.length > left) break;
      left -= neighbour.text.length;
      kept.push(neighbour);
    }
  }
  return kept.sort((one, other) => one.ordinal - other.ordinal);
}

async function readPieces(
  search: SearchEngine,
  project: IndexReader,
  id: string,
  span: { first: number; most: number; maxCharacters: number },
): Promise<StoredPiece[]> {
  const pieces: StoredPiece[] = [];
  const { first, most, maxCharacters } = span;
  let characters = 0;
  while (pieces.length < most) {
    const batch = await search.pieces(project, id, first + pieces.length, Math.min(50, most - pieces.length));
    for (const piece of batch) {
      characters += piece.text.length;
      if (characters > maxCharacters && pieces.length > 0) return pieces;
      pieces.push(piece);
    }
    if (batch.length === 0) break;
  }
  return pieces;
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
