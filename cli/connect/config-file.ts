/** A client's configuration file: what it says of Keepsake, and changes to it, made whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { KeepsakeError } from '../../contract/index.ts';
import type { AiClient } from './clients.ts';
import { BrokenConfig, isRecord, type Entry, type Slot } from './formats/format.ts';

/** What a file is to become; undefined: there is none. */
export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A copy of the file before, or that this copy is to go. */
  readonly backup?: 'make' | 'remove';
}

const byteOrderMark = '\uFEFF';

export function backupPath(path: string): string {
  return `${path}.keepsake-backup`;
}

/** The entry of Keepsake. @throws KeepsakeError VALIDATION_ERROR for a broken file */
export function readEntry(client: AiClient, path: string): Entry | undefined {
  const text = readText(path);
  return text === undefined ? undefined : refusing(path, () => entryIn(client, text));
}

/** @throws KeepsakeError VALIDATION_ERROR for a broken file, which stays as it is */
export function planEntry(client: AiClient, path: string, entry: Entry): Change {
  const before = readText(path);
  return refusing(path, () => {
    const present = entryIn(client, before ?? '');
    if (isSame(present, entry)) return { path, before, after: before };
    const after = put(client, before ?? client.blank ?? '', entry);
    // A repair keeps the copy of the time before Keepsake.
    return {
      path,
      before,
      after,
      ...(present === undefined && before !== undefined ? { backup: 'make' } : {}),
    };
  });
}

/** Back to the very bytes of the copy when nothing else has changed since; otherwise the entry alone goes. */
export function planRemoval(client: AiClient, path: string): Change | undefined {
  const before = readText(path);
  if (before === undefined) return undefined;
  return refusing(path, () => {
    const entry = entryIn(client, before);
    if (entry === undefined) return undefined;
    const original = readText(backupPath(path));
    const change = { path, before, backup: 'remove' } as const;
    if (original !== undefined && becomes(client, original, entry, before))
      return { ...change, after: original };
    if (original === undefined && becomes(client, client.blank ?? '', entry, before))
      return { ...change, after: undefined };
    return { ...change, after: remove(client, before) };
  });
}

function becomes(client: AiClient, original: string, entry: Entry, now: string): boolean {
  try {
    return entryIn(client, original) === undefined && put(client, original, entry) === now;
  } catch {
    return false;
  }
}

function put({ format, slot }: AiClient, text: string, entry: Entry): string {
  const [mark, body] = splitMark(text);
  const after = format.put(body, slot, entry);
  verify(format.parse(after), withEntry(format.parse(body), slot, entry));
  return mark + after;
}

function remove({ format, slot }: AiClient, text: string): string {
  const [mark, body] = splitMark(text);
  const after = format.remove(body, slot);
  verify(format.parse(after), withEntry(format.parse(body), slot, undefined));
  return mark + after;
}

function splitMark(text: string): [mark: string, body: string] {
  return text.startsWith(byteOrderMark) ? [byteOrderMark, text.slice(1)] : ['', text];
}

/** Whatever a format did to the text, nothing but the entry may mean something else now. */
function verify(result: unknown, expected: unknown): void {
  if (!isSame(result ?? {}, expected ?? {}))
    throw new BrokenConfig('it is written in a way that cannot be changed safely; change it by hand');
}

/** Through JSON, since parsers make objects of different kinds. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  return isDeepStrictEqual(plain(one), plain(other));
}

function entryIn({ format, slot }: AiClient, text: string): Entry | undefined {
  const list = containerIn(format.parse(splitMark(text)[1]), slot);
  if (slot.kind === 'list' && Array.isArray(list))
    return (list as unknown[]).find((one) => isNamed(one, slot));
  const entry = isRecord(list) ? list[slot.name] : undefined;
  return isRecord(entry) ? entry : undefined;
}

function isNamed(value: unknown, { name }: Slot): value is Record<string, unknown> {
  return isRecord(value) && value['name'] === name;
}

function containerIn(value: unknown, slot: Slot): unknown {
  return slot.container.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

/** What a configuration has to mean afterwards. */
function withEntry(value: unknown, slot: Slot, entry: Entry | undefined): unknown {
  const [key = '', ...deeper] = slot.container;
  const object = isRecord(value) ? value : {};
  if (deeper.length > 0)
    return { ...object, [key]: withEntry(object[key], { ...slot, container: deeper }, entry) };
  const list = object[key];
  return { ...object, [key]: slot.kind === 'list' ? inList(list, slot, entry) : inMap(list, slot, entry) };
}

function inMap(map: unknown, { name }: Slot, entry: Entry | undefined): unknown {
  const { [name]: _old, ...others } = isRecord(map) ? map : {};
  return entry === undefined ? others : { ...others, [name]: entry };
}

function inList(list: unknown, slot: Slot, entry: Entry | undefined): unknown {
  const all: unknown[] = Array.isArray(list) ? list : [];
  const index = all.findIndex((one) => isNamed(one, slot));
  if (entry === undefined) return all.filter((_one, at) => at !== index);
  return index === -1 ? [...all, entry] : all.with(index, entry);
}

/** Makes a change. @throws KeepsakeError VERSION_CONFLICT when the file is no longer what the change was made from */
export function applyChange({ path, before, after, backup }: Change): void {
  if (readText(path) !== before)
    throw new KeepsakeError('VERSION_CONFLICT', `${path} was changed meanwhile. Run the command again.`);
  if (backup === 'make' && before !== undefined) replaceFile(backupPath(path), before, modeOf(path));
  if (after === undefined) rmSync(path, { force: true });
  else if (after !== before) replaceFile(path, after, modeOf(path));
  if (backup === 'remove') rmSync(backupPath(path), { force: true });
}

/** Links are followed, and the mode is kept; a new file is this person's alone. */
function replaceFile(path: string, content: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const target = realPath(path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  const file = openSync(temporary, 'wx', mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
    closeSync(file);
    chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o777;
}

function realPath(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

/** The text of a file; undefined when there is none. @throws KeepsakeError VALIDATION_ERROR unless it is UTF-8 */
export function readText(path: string): string | undefined {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refused(path, 'it is not UTF-8 text');
  }
}

function refusing<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof BrokenConfig) throw refused(path, error.message);
    throw error;
  }
}

function refused(path: string, why: string): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    `${path} is left as it is, since it cannot be read: ${why}. Put it right, then try again.`,
    { path },
  );
}
