/** Finding anything while a person types: names of the drive and of projects, and what the index knows. */
import type { z } from 'zod';
import type { Passage } from '../../contract/index.ts';
import type { paletteOperations, QuickResult } from '../../contract/operations/palette.ts';
import type { Store, StoredRecord } from '../store/store.ts';
import { accountScope, requireOwner, type Caller } from './caller.ts';
import type { Finding } from './finding.ts';
import { foldName } from '../sync/core/names.ts';
import type { Recall } from './recall.ts';
import { typed, viewTime } from './records.ts';

type Input = z.output<typeof paletteOperations.quickFind.input>;

export interface Palette {
  find(caller: Caller, input: Input): Promise<{ items: QuickResult[] }>;
}

export interface PaletteDependencies {
  store: Store;
  finding: Finding;
  recall: Recall;
}

const mostProjects = 1_000;
/** Characters shown of a passage, and how many of them before what matched. */
const shownText = 200;
const shownBefore = 60;

/** The service of the palette. Only the owner calls it. */
export function createPalette({ store, finding, recall }: PaletteDependencies): Palette {
  return {
    async find(caller, input) {
      requireOwner(caller);
      const { query, limit, project_id } = input;
      const searched = {
        query,
        limit,
        prefix: true,
        ...(project_id === undefined ? {} : { project_ids: [project_id] }),
      };
      const listed = { kind: 'project', states: ['active'], order: 'changed', descending: true } as const;
      const [projects, files, found] = await Promise.all([
        store.list(accountScope(caller), { ...listed, limit: mostProjects }),
        project_id === undefined ? finding.quick(caller, query, limit) : [],
        recall.search(caller, searched),
      ]);
      const named = project_id === undefined ? projectsNamed(projects, query).slice(0, limit) : [];
      const items = files.map(({ id, type, name, path, modified_at: updated_at }) => {
        return { type, id, name, path, updated_at, found_in: 'name' } as const;
      });
      const names = new Map(projects.map((record) => [record.id, nameOf(record)]));
      const texts = found.results.map((passage) => viewPassage(passage, query, names));
      return { items: [...named, ...items, ...texts] };
    },
  };
}

function nameOf(record: StoredRecord): string {
  return typed<{ name: string }>(record).payload.name;
}

/** Names that hold what is typed; those that begin with it come first. */
function projectsNamed(projects: readonly StoredRecord[], query: string): QuickResult[] {
  const typedText = foldName(query);
  const begins = (record: StoredRecord) => foldName(nameOf(record)).startsWith(typedText);
  const named = projects.filter((record) => foldName(nameOf(record)).includes(typedText));
  return [...named.filter(begins), ...named.filter((record) => !begins(record))].map((record) => ({
    type: 'project',
    id: record.id,
    name: nameOf(record),
    found_in: 'name',
    updated_at: viewTime(record.updatedAt),
  }));
}

function viewPassage(passage: Passage, query: string, projects: ReadonlyMap<string, string>): QuickResult {
  const { id, record_id, title, text, highlights, project_id, updated_at } = passage;
  const project = projects.get(project_id);
  return {
    type: passage.type === 'message' ? 'conversation' : passage.type,
    id: record_id,
    name: title,
    found_in: foldName(title).includes(foldName(query)) ? 'name' : 'text',
    project_id,
    ...(project === undefined ? {} : { project_name: project }),
    passage_id: id,
    ...excerpt(text, highlights.length > 0 ? highlights : typedIn(text, query)),
    updated_at,
  };
}

/** Where the words typed stand in a text: search marks whole words, and the last one may be unfinished. */
function typedIn(text: string, query: string): [number, number][] {
  const folded = text.toLowerCase();
  if (folded.length !== text.length) return [];
  const words = query.toLowerCase().split(/\s+/);
  const found = words.flatMap((word): [number, number][] => {
    const at = folded.indexOf(word);
    return at < 0 ? [] : [[at, at + word.length]];
  });
  return found.toSorted(([one], [other]) => one - other);
}

/** The part of a text around its first match, and the matches within it. */
function excerpt(text: string, highlights: Passage['highlights']): Pick<QuickResult, 'text' | 'highlights'> {
  const first = highlights[0]?.[0] ?? 0;
  const from = first <= shownBefore ? 0 : startOfWord(text, first - shownBefore);
  const shown = text.slice(from, from + shownText);
  const within = highlights
    .map(([start, end]): [number, number] => [start - from, end - from])
    .filter(([start, end]) => start >= 0 && end <= shown.length);
  return { text: shown, highlights: within };
}

/** Never in the middle of a surrogate pair, and after a space where one is near. */
function startOfWord(text: string, at: number): number {
  const space = text.indexOf(' ', at);
  return space >= 0 && space < at + shownBefore / 2 ? space + 1 : at;
}
