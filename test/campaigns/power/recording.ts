/** Reads what recorder.c wrote: every change to a folder, in order, with the marks of what was acknowledged. */
import { readFileSync } from 'node:fs';

/** Files and folders by a number of their own: an inode is used again once its file is gone. */
export type FileId = number;

export type Step =
  | { readonly kind: 'create' | 'mkdir' | 'unlink'; readonly file: FileId; readonly path: string }
  | { readonly kind: 'rename'; readonly file: FileId; readonly from: string; readonly to: string }
  | { readonly kind: 'write'; readonly file: FileId; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: FileId; readonly size: number }
  /** A sync that ended here; it covers the steps before `begun`. */
  | { readonly kind: 'sync'; readonly file: FileId; readonly begun: number }
  /** The program said that something was acknowledged. */
  | { readonly kind: 'mark'; readonly text: string };

const types = [
  'none',
  'create',
  'write',
  'truncate',
  'sync begin',
  'sync end',
  'rename',
  'unlink',
  'mkdir',
  'mark',
  'unsupported',
] as const;

interface Entry {
  readonly type: (typeof types)[number];
  readonly inode: bigint;
  readonly number: number;
  readonly bytes: Buffer;
}

const headBytes = 24;

/** The root folder itself. */
export const rootFolder: FileId = 0;

/** @throws Error when the program did something that the recorder does not follow. */
export function readRecording(path: string): Step[] {
  const steps: Step[] = [];
  const files = new Map<bigint, FileId>();
  const syncs = new Map<number, number>();
  let made = 0;

  function fileOf(inode: bigint): FileId {
    const file = files.get(inode);
    if (file === undefined) throw new Error(`the recording changes a file that it never saw made: ${inode}`);
    return file;
  }

  for (const { type, inode, number, bytes } of entriesIn(readFileSync(path))) {
    const text = () => bytes.toString('utf8');
    if (type === 'unsupported') throw new Error(`the recorder does not follow ${text()}`);
    if (type === 'create' || type === 'mkdir') files.set(inode, made++);
    if (type === 'sync begin') syncs.set(number, steps.length);
    else if (type === 'mark') steps.push({ kind: 'mark', text: text() });
    else steps.push(stepOf({ type, inode, number, bytes }, fileOf(inode), syncs));
  }
  return steps;
}

function stepOf({ type, number, bytes }: Entry, file: FileId, syncs: Map<number, number>): Step {
  const path = bytes.toString('utf8');
  if (type === 'create' || type === 'mkdir' || type === 'unlink') return { kind: type, file, path };
  if (type === 'write') return { kind: 'write', file, offset: number, bytes };
  if (type === 'truncate') return { kind: 'truncate', file, size: number };
  if (type === 'sync end') return { kind: 'sync', file, begun: syncs.get(number) ?? 0 };
  if (type !== 'rename') throw new Error(`the recording holds a step of an unknown kind: ${type}`);
  const [from = '', to = ''] = path.split('\0');
  return { kind: 'rename', file, from, to };
}

function* entriesIn(recording: Buffer): Generator<Entry> {
  for (let at = 0; at + headBytes <= recording.length;) {
    const end = at + headBytes + recording.readUInt32LE(at + 4);
    yield {
      type: types[recording.readUInt32LE(at)] ?? 'none',
      inode: recording.readBigUInt64LE(at + 8),
      number: Number(recording.readBigUInt64LE(at + 16)),
      bytes: recording.subarray(at + headBytes, end),
    };
    at = end;
  }
}
