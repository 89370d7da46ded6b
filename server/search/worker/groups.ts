/** Neighbours of candidates: the alive passages of a group, wherever in the sources they are. */
import { encodeText } from '../segment/bytes.ts';
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

  constructor(name: string, project: string, sources: readonly SearchedSource[]) {
    this.name = name;
    this.#sources = sources;
    const bytes = encodeText(name);
    for (const [source, { segment, project: of }] of sources.entries()) {
      if (of !== project) continue;
      const { first, end } = segment.runsOf(bytes);
      for (let run = first; run < end; run++) {
        const begin = segment.runFirst(run);
        const passages = segment.runEnd(run) - begin;
        this.#runs.push({ source, first: begin, position: segment.runPosition(run), passages });
      }
    }
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
