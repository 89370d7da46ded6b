/** Merges two versions of a value that come from one: texts sentence by sentence, lists of tags, JSON by its members. */
import { isDeepStrictEqual } from 'node:util';
import { diff3Merge } from 'node-diff3';
import type { Json } from '../../store/commit.ts';

/** What came of it; `clashes` when both sides changed the same, where `value` then is the main line's. */
export interface Merged {
  readonly value: Json | undefined;
  readonly clashes: readonly Clash[];
}

export interface Clash {
  /** Where in the value; empty for all of it. */
  readonly path: readonly string[];
  readonly base: Json | undefined;
  readonly main: Json | undefined;
  readonly branch: Json | undefined;
  /** Of a text: both sides, marked. */
  readonly marked?: string;
}

/** The three versions of one value; undefined where it was not there. */
export interface Sides {
  readonly base: Json | undefined;
  readonly main: Json | undefined;
  readonly branch: Json | undefined;
}

type Merge = (sides: Sides, path: readonly string[]) => Merged;

/** Longer texts are one piece: aligning them takes too long. */
const maxMergedLength = 200_000;

/** Takes the side that changed; asks `both` when both did, differently. */
function threeWay(sides: Sides, path: readonly string[], both: Merge): Merged {
  const { base, main, branch } = sides;
  if (isDeepStrictEqual(main, branch) || isDeepStrictEqual(base, branch)) return { value: main, clashes: [] };
  if (isDeepStrictEqual(base, main)) return { value: branch, clashes: [] };
  return both(sides, path);
}

const clash: Merge = (sides, path) => ({ value: sides.main, clashes: [{ path, ...sides }] });

/** Neither side may have changed what the other did. */
export function mergeWhole(sides: Sides): Merged {
  return threeWay(sides, [], clash);
}

/** By sentences and lines. */
export function mergeText(sides: Sides): Merged {
  return threeWay(sides, [], ({ base, main, branch }) => {
    if (typeof main !== 'string' || typeof branch !== 'string') return clash(sides, []);
    const origin = typeof base === 'string' ? base : '';
    if (origin.length + main.length + branch.length > maxMergedLength) return clash(sides, []);
    const regions = diff3Merge(sentences(main), sentences(origin), sentences(branch), {
      excludeFalseConflicts: true,
    });
    const text = regions.map(({ ok, conflict }) => (conflict === undefined ? ok : marked(conflict)) ?? []);
    const whole = text.flat().join('');
    if (regions.every(({ conflict }) => conflict === undefined)) return { value: whole, clashes: [] };
    return { value: main, clashes: [{ path: [], ...sides, marked: whole }] };
  });
}

/** What stands between sentences is a piece of its own, so that changes of neighbours do not meet. */
function sentences(text: string): string[] {
  return text.split(/((?<=[.!?])[^\S\n]+|(?<=[。！？])|\n+)/u).filter((piece) => piece !== '');
}

function marked({ a, b }: { a: string[]; b: string[] }): string[] {
  const side = (pieces: string[]) => pieces.join('').replace(/\n?$/, '\n');
  return ['<<<<<<< main\n', side(a), '=======\n', side(b), '>>>>>>> branch\n'];
}

/** Of a set of words: what either side added or took away. */
export function mergeSet(sides: Sides): Merged {
  return threeWay(sides, [], ({ base, main, branch }) => {
    const [before, ours, theirs] = [base, main, branch].map((side) =>
      Array.isArray(side) ? (side as Json[]) : [],
    );
    const kept = (ours ?? []).filter((tag) => !before?.includes(tag) || theirs?.includes(tag));
    const added = (theirs ?? []).filter((tag) => !before?.includes(tag) && !kept.includes(tag));
    return { value: [...kept, ...added], clashes: [] };
  });
}

/** By the members of objects, however deep. Lists and texts are one piece. */
export function mergeJson(sides: Sides, path: readonly string[] = []): Merged {
  return threeWay(sides, path, ({ base, main, branch }) => {
    if (!isObject(main) || !isObject(branch) || (base !== undefined && !isObject(base)))
      return clash(sides, path);
    const names = new Set([...Object.keys(main), ...Object.keys(branch), ...Object.keys(base ?? {})]);
    const value: [string, Json][] = [];
    const clashes: Clash[] = [];
    for (const name of names) {
      const [b, m, t] = [base, main, branch].map((side) => memberOf(side, name));
      const merged = mergeJson({ base: b, main: m, branch: t }, [...path, name]);
      clashes.push(...merged.clashes);
      if (merged.value !== undefined) value.push([name, merged.value]);
    }
    return { value: Object.fromEntries(value), clashes };
  });
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
