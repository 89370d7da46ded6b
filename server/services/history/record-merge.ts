/** Merges one record of a branch into the main line, field by field, and applies what a person decided about conflicts. */
import type { z } from 'zod';
import { KeepsakeError, type MergeConflict, type operations } from '../../../contract/index.ts';
import { memoryFields } from '../../../contract/operations/memories.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Json, StoredRevision } from '../../store/store.ts';
import { assertSize, type EntryPayload } from '../entry-record.ts';
import { isOwnName, mergedFields, mergerOf, nameFrom, sizeOf } from '../../sync/core/fields.ts';
import type { Clash, Merged } from '../../sync/core/three-way.ts';
import type { MemoryPayload } from '../memories/record.ts';
import { asJson } from '../records.ts';
import { isPresent, isSame, nameOf, type Version } from './subjects.ts';

export type Resolution = z.output<typeof operations.mergeBranch.input>['resolutions'][number];

/** A record on the branch, on the main line, and where the branch began. */
export interface RecordSides {
  readonly kind: 'memory' | 'entry';
  /** Of the main line's record. */
  readonly id: string;
  readonly base: Version;
  readonly main: Version;
  readonly branch: StoredRevision;
}

type State = Pick<StoredRevision, 'state' | 'payload'>;

export interface RecordMerge {
  /** False when the main line stays as it is. */
  readonly changes: boolean;
  /** What the main line then has; undefined when the record goes. */
  readonly next: State | undefined;
  readonly conflicts: readonly MergeConflict[];
}

/** @throws KeepsakeError VALIDATION_ERROR for a resolution that is no such field */
export function mergeRecord(
  sides: RecordSides,
  resolutions: readonly Resolution[],
  now: number,
): RecordMerge {
  const { base, main, branch } = sides;
  const ours = isPresent(main, now) ? main : undefined;
  const theirs = isPresent(branch, now) ? branch : undefined;
  if (isSame(main, branch, now) || isSame(base, branch, now)) return unchanged(ours);
  if (isSame(base, main, now)) return { changes: true, next: theirs, conflicts: [] };
  if (ours !== undefined && theirs !== undefined)
    return mergeFields(sides, { base: isPresent(base, now) ? base : undefined, ours, theirs }, resolutions);
  const taken = resolutionOf(sides.id, 'status', resolutions);
  if (taken?.take === 'main') return unchanged(ours);
  if (taken?.take === 'branch') return { changes: true, next: theirs, conflicts: [] };
  const stateOf = (version: Version) => (isPresent(version, now) ? version.state : 'deleted');
  const clash: Clash = { path: [], base: stateOf(base), main: stateOf(main), branch: stateOf(branch) };
  return { ...unchanged(ours), conflicts: [conflictOf(sides, 'status', clash)] };
}

function unchanged(next: State | undefined): RecordMerge {
  return { changes: false, next, conflicts: [] };
}

function mergeFields(
  sides: RecordSides,
  { base, ours, theirs }: { base: Version; ours: StoredRevision; theirs: StoredRevision },
  resolutions: readonly Resolution[],
): RecordMerge {
  const conflicts: MergeConflict[] = [];
  const fieldsOf = (version: Version): Record<string, Json | undefined> =>
    version === undefined ? {} : { ...(version.payload as Record<string, Json>), status: version.state };
  const [b, m, t] = [fieldsOf(base), fieldsOf(ours), fieldsOf(theirs)] as const;
  const next: Record<string, Json | undefined> = { ...m };
  for (const field of mergedFields(sides.kind, [b, m, t])) {
    const merged = mergerOf(sides.kind, field)({ base: b[field], main: m[field], branch: t[field] });
    const settled = settle(sides, field, merged, resolutions);
    next[field] = settled.value;
    conflicts.push(...settled.conflicts);
  }
  const { status, ...payload } = next;
  const state: State = {
    state: status as string,
    payload: sides.kind === 'memory' ? named(payload, [m, t], conflicts) : sized(payload),
  };
  const isChanged = state.state !== ours.state || !isDeepStrictEqual(state.payload, ours.payload);
  return { changes: isChanged, next: state, conflicts };
}

/** A name that was made from the content on both sides follows what became of the content. */
function named(
  payload: Record<string, Json | undefined>,
  sides: readonly Record<string, unknown>[],
  conflicts: readonly MergeConflict[],
): Json {
  const { name, content, ...rest } = payload as Record<string, Json | undefined> & MemoryPayload;
  const own = conflicts.length === 0 && sides.every(isOwnName);
  return asJson({ name: own ? nameFrom(content) : name, content, ...rest });
}

function sized(payload: Record<string, Json | undefined>): Json {
  const entry = payload as unknown as EntryPayload;
  return asJson({ ...entry, bytes: assertSize(sizeOf(entry.value)) });
}

/** Applies decisions to what clashes. */
function settle(
  sides: RecordSides,
  field: string,
  { value, clashes }: Merged,
  resolutions: readonly Resolution[],
): { value: Json | undefined; conflicts: MergeConflict[] } {
  const conflicts: MergeConflict[] = [];
  let settled = value;
  for (const clash of clashes) {
    const name = [field, ...clash.path].join('.');
    const resolution = resolutionOf(sides.id, name, resolutions);
    if (resolution === undefined) conflicts.push(conflictOf(sides, name, clash));
    else settled = replaced(settled, clash.path, decided(sides, name, clash, resolution));
  }
  return { value: settled, conflicts };
}

function resolutionOf(id: string, field: string, resolutions: readonly Resolution[]): Resolution | undefined {
  const own = resolutions.filter((one) => one.id === id);
  return own.find((one) => one.field === field) ?? own.find((one) => one.field === undefined);
}

function decided(
  { kind }: RecordSides,
  field: string,
  clash: Clash,
  { id, take, value }: Resolution,
): Json | undefined {
  if (take !== undefined) return clash[take];
  const shape = kind === 'memory' ? memoryShape(field) : undefined;
  const isFit = value !== undefined && (shape === undefined || shape.safeParse(value).success);
  if (isFit && field !== 'status') return value as Json;
  throw new KeepsakeError(
    'VALIDATION_ERROR',
    `The resolution of ${field} of ${id} says neither which side to take nor a value that fits. Give "take", or a value as the field has it.`,
  );
}

function memoryShape(field: string): { safeParse(value: unknown): { success: boolean } } | undefined {
  return field === 'name' || field === 'content' || field === 'tags' ? memoryFields[field] : undefined;
}

function replaced(
  value: Json | undefined,
  path: readonly string[],
  next: Json | undefined,
): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  const { [name]: old, ...others } = value as { readonly [name: string]: Json | undefined };
  const inner = replaced(old, rest, next);
  return inner === undefined ? others : { ...others, [name]: inner };
}

function conflictOf({ kind, id, main, branch }: RecordSides, field: string, clash: Clash): MergeConflict {
  return {
    kind,
    id,
    name: nameOf(main ?? branch),
    field,
    base: clash.base ?? null,
    main: clash.main ?? null,
    branch: clash.branch ?? null,
    ...(clash.marked === undefined ? {} : { merged: clash.marked }),
  };
}
