/** The service of a project's history, put together, with memories and values that can work on a branch. */
import type { SearchEngine } from '../../search/search.ts';
import type { Store } from '../../store/store.ts';
import type { Documents } from '../documents.ts';
import type { Entries } from '../entries.ts';
import type { Memories } from '../memories.ts';
import type { Clock } from '../records.ts';
import { createBranchSpace } from './branch-space.ts';
import { branchedEntries, branchedMemories } from './branched.ts';
import { createMemoryVersions, type MemoryVersions } from './memory-versions.ts';
import { createProjectLog, type ProjectLog } from './log.ts';
import { createMerging, type Merging } from './merging.ts';
import { createRefs, type Refs } from './refs.ts';
import { createRestoring, type Restoring } from './restoring.ts';

export type History = ProjectLog & Refs & Restoring & Merging & MemoryVersions;

export interface HistoryDependencies {
  store: Store;
  search: SearchEngine;
  documents: Pick<Documents, 'restore' | 'remove'>;
  clock: Clock;
}

/** Services of the main line. */
export interface MainLine {
  memories: Memories;
  entries: Entries;
}

/** Every method checks that the caller may reach the project. */
export function createHistory(
  dependencies: HistoryDependencies,
  main: MainLine,
): MainLine & { history: History } {
  const branched = { ...dependencies, space: createBranchSpace(dependencies) };
  const history = {
    ...createProjectLog(dependencies),
    ...createRefs(dependencies),
    ...createRestoring(dependencies),
    ...createMerging(dependencies),
    ...createMemoryVersions(dependencies),
  };
  return {
    history,
    memories: branchedMemories(main.memories, branched),
    entries: branchedEntries(main.entries, branched),
  };
}
