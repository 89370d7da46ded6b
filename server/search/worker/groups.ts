/** Neighbours of candidates: the alive passages of a group, wherever in the sources they are. */
import type { SearchedSource } from './first-stage.ts';

/** A passage of a source. */
export interface Spot {
  readonly source: number;
  readonly passage: number;
}

interface GroupRun {
  readonly source: number;
  readonly first: number;
  readonly position: number;
  readonly passages: number;
}

export class Group {
  readonly name: string;
  readonly #sources: readonly SearchedSource[];
  readonly #runs: GroupRun[] = [];

  /** @param source where a passage of it was found, in this run. */
  constructor(name: string, source: number, run: number, sources: readonly SearchedSource[]) {
    this.name = name;
    this.#sources = sources;
    const { project, type, segment } = sources[source] as SearchedSource;
    this.#add(source, run);
    // Only what is appended to can be in several places.
    if (type !== 'message') return;
    const group = segment.runGroup(run);
    for (const [at, other] of sources.entries()) {
      if (other.project !== project || other.type !== type) continue;
      const { first, end } = other.segment.runsOf(group);
      for (let one = first; one < end; one++) if (at !== source || one !== run) this.#add(at, one);
    }
  }

  #add(source: number, run: number): void {
    const { segment } = this.#sources[source] as SearchedSource;
    const first = segment.runFirst(run);
    const passages = segment.runEnd(run) - first;
    this.#runs.push({ source, first, position: segment.runPosition(run), passages });
  }

  at(position: number): Spot | undefined {
    for (const { source, first, position: from, passages } of this.#runs) {
      if (position < from || position >= from + passages) continue;
      const passage = first + position - from;
      if (this.#sources[source]?.dead.has(passage) === false) return { source, passage };
    }
    return undefined;
  }

  /** One past the last position. */
  get end(): number {
    return this.#runs.reduce((end, { position, passages }) => Math.max(end, position + passages), 0);
  }
}
