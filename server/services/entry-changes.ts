/** What a write makes of an entry: set, delete, increment, append, restore. Nothing here reads or writes the store. */
import { KeepsakeError, type EntryWrite } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Json, Put } from '../store/store.ts';
import {
  assertSize,
  isLive,
  sizeWith,
  type EntryPayload,
  type EntryWriting,
  type KnownEntry,
} from './entry-record.ts';
import { sizeOf } from '../sync/core/fields.ts';

/** A write as a caller wants it, with why. */
export type Wish = EntryWrite & { readonly message?: string | undefined };

/** With the revision that the next change expects, should it be made before this one is written. */
export type DecidedWriting = EntryWriting & { readonly revision: string };

/** The next version of an entry; undefined when there is nothing to do. @throws KeepsakeError */
export function decide(wish: Wish, before: KnownEntry | undefined, at: number): DecidedWriting | undefined {
  const live = isLive(before, at) ? before?.payload : undefined;
  const wanted = 'version' in wish ? wish.version : undefined;
  const expect = wanted === undefined ? expectation(before) : strictly(wanted, before, live !== undefined);
  const base = {
    id: before?.id ?? newId('ent'),
    revision: newId('rev'),
    before,
    expect,
    message: wish.message,
  };
  if (wish.op === 'delete') {
    if (live === undefined && (wanted ?? 0) === 0) return undefined;
    return { ...base, state: 'deleted', payload: removed(wish, live) };
  }
  const { value, bytes } = nextValue(wish, live);
  const payload: EntryPayload = {
    namespace: wish.namespace,
    key: wish.key,
    value,
    bytes: assertSize(bytes),
    createdAt: live?.createdAt ?? at,
    expiresAt: wish.op === 'set' ? endOf(wish.ttl, at) : (live?.expiresAt ?? null),
  };
  return { ...base, state: 'active', payload };
}

/** No record has this version. The store refuses, and not this file, because it knows whether the call is a repeat. */
const never: Put['expect'] & object = { version: 0 };

function expectation(before: KnownEntry | undefined): NonNullable<Put['expect']> {
  return before === undefined ? 'absent' : { version: before.version, revision: before.revision };
}

/** What the store has to find for the version that the caller named; 0 stands for no entry. */
function strictly(
  wanted: number,
  before: KnownEntry | undefined,
  isThere: boolean,
): NonNullable<Put['expect']> {
  if (wanted === 0) return isThere ? never : expectation(before);
  return isThere || before === undefined ? { version: wanted } : never;
}

/** The end stays, so that what is kept of a value in the history goes when the value would have gone. */
function removed({ namespace, key }: EntryWrite, before: EntryPayload | undefined): EntryPayload {
  const { createdAt = 0, expiresAt = null } = before ?? {};
  return { namespace, key, value: null, bytes: 0, createdAt, expiresAt };
}

function endOf(ttl: number | undefined, at: number): number | null {
  return ttl === undefined ? null : at + Math.ceil(ttl * 1000);
}

interface NextValue {
  readonly value: Json;
  readonly bytes: number;
}

function nextValue(wish: Exclude<EntryWrite, { op: 'delete' }>, live: EntryPayload | undefined): NextValue {
  if (wish.op === 'set') return { value: wish.value as Json, bytes: sizeOf(wish.value as Json) };
  if (wish.op === 'append') {
    const list = live === undefined ? [] : (live.value as readonly Json[]);
    if (!Array.isArray(list)) throw unfit(wish, 'is not a list, so nothing can be appended');
    const added = wish.value as Json;
    return { value: [...(list as Json[]), added], bytes: sizeWith(list as Json[], live?.bytes ?? 2, added) };
  }
  const sum = sumOf(wish, live === undefined ? 0 : live.value);
  return { value: sum, bytes: sizeOf(sum) };
}

function sumOf(wish: Extract<EntryWrite, { op: 'increment' }>, number: Json): number {
  if (typeof number !== 'number') throw unfit(wish, 'is not a number, so nothing can be added');
  const sum = number + wish.by;
  const isExact = Number.isSafeInteger(sum) || !Number.isInteger(number) || !Number.isInteger(wish.by);
  if (Number.isFinite(sum) && isExact) return sum;
  throw unfit(wish, 'would become larger than a number can be exactly');
}

function unfit({ namespace, key }: EntryWrite, why: string): KeepsakeError {
  return new KeepsakeError(
    'STATE_NOT_READY',
    `The value of "${key}" in ${namespace} ${why}. Read it, or set it anew.`,
  );
}
