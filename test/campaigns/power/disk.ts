/**
 * What a disk may hold after a power cut: all that a finished sync covers, and of the rest any part. Names in a folder
 * reach the disk in order but only a sync of that folder is sure to put them there; data that was not synced may be
 * there, be missing, or be torn between sectors.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootFolder, type FileId, type Step } from './recording.ts';

const sectorBytes = 512;

/** A disk right after a power cut. */
export interface DiskState {
  /** Content by path within the folder. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: readonly string[];
}

type NameStep = Extract<Step, { kind: 'create' | 'mkdir' | 'unlink' | 'rename' }>;
type DataStep = Extract<Step, { kind: 'write' | 'truncate' }>;

/** `random` gives numbers from 0 up to 1. The same steps, cut and numbers give the same state. */
export function stateAfterCut(steps: readonly Step[], cut: number, random: () => number): DiskState {
  // Some cuts find nearly all on disk, others nearly nothing: each state draws its own likelihood.
  const luck = { names: drawLuck(random), data: drawLuck(random) };
  const past = steps.slice(0, cut);
  const synced = syncedUpTo(past);
  const names = survivingNames(past, synced, luck.names, random);
  const contents = survivingData(past, synced, luck.data, random);
  const files = new Map<string, Buffer>();
  const folders = new Set<string>();
  for (const path of [...names.keys()].toSorted()) {
    const { file, folder } = names.get(path) as Name;
    const parent = parentOf(path);
    if (parent !== '' && !folders.has(parent)) continue;
    if (folder) folders.add(path);
    else if (!path.endsWith('-shm')) files.set(path, contents.get(file) ?? Buffer.alloc(0));
  }
  return { files, folders: [...folders] };
}

/** Writes a state into an empty folder. */
export function writeState({ files, folders }: DiskState, folder: string): void {
  for (const path of folders) mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
  for (const [path, content] of files) writeFileSync(join(folder, path), content, { mode: 0o600 });
}

function drawLuck(random: () => number): number {
  const likelihoods = [0, 0, 0.1, 0.5, 0.9, 1];
  return likelihoods[Math.floor(random() * likelihoods.length)] ?? 0;
}

/** Of each file and folder, the step before which everything is on disk. */
function syncedUpTo(past: readonly Step[]): Map<FileId, number> {
  const synced = new Map<FileId, number>();
  for (const step of past) {
    if (step.kind === 'sync') synced.set(step.file, Math.max(synced.get(step.file) ?? 0, step.begun));
  }
  return synced;
}

interface Name {
  readonly file: FileId;
  readonly folder: boolean;
}

function survivingNames(
  past: readonly Step[],
  synced: ReadonlyMap<FileId, number>,
  luck: number,
  random: () => number,
): Map<string, Name> {
  const folders = new Map<string, FileId>([['', rootFolder]]);
  const lostFrom = new Map<FileId, boolean>();
  const names = new Map<string, Name>();

  /** Names of one folder reach the disk in order: after the first that is lost, all are. */
  function survives(folder: FileId | undefined, at: number): boolean {
    if (folder === undefined || lostFrom.get(folder) === true) return false;
    if (at < (synced.get(folder) ?? 0)) return true;
    const lost = random() >= luck;
    lostFrom.set(folder, lost);
    return !lost;
  }

  for (const [at, step] of past.entries()) {
    if (!isNameStep(step)) continue;
    if (step.kind === 'mkdir') folders.set(step.path, step.file);
    const touched = step.kind === 'rename' ? [step.from, step.to] : [step.path];
    const isRoot = step.kind === 'mkdir' && step.path === '';
    // A rename is one change of the file system: it is on disk when either of its folders is.
    const kept = touched.map((path) => survives(folders.get(parentOf(path)), at)).some(Boolean);
    if (kept && !isRoot) applyName(names, step);
  }
  return names;
}

function isNameStep(step: Step): step is NameStep {
  return step.kind === 'create' || step.kind === 'mkdir' || step.kind === 'unlink' || step.kind === 'rename';
}

/** A step whose forerunners were lost does only what still makes sense. */
function applyName(names: Map<string, Name>, step: NameStep): void {
  if (step.kind === 'rename') {
    if (names.get(step.from)?.file === step.file) names.delete(step.from);
    names.set(step.to, { file: step.file, folder: false });
  } else if (step.kind === 'unlink') {
    if (names.get(step.path)?.file === step.file) names.delete(step.path);
  } else {
    names.set(step.path, { file: step.file, folder: step.kind === 'mkdir' });
  }
}

function survivingData(
  past: readonly Step[],
  synced: ReadonlyMap<FileId, number>,
  luck: number,
  random: () => number,
): Map<FileId, Buffer> {
  const contents = new Map<FileId, GrowingFile>();
  for (const [at, step] of past.entries()) {
    if (step.kind !== 'write' && step.kind !== 'truncate') continue;
    const content = contents.get(step.file) ?? createGrowingFile();
    contents.set(step.file, content);
    if (at < (synced.get(step.file) ?? 0)) applyData(content, step);
    else applyPart(content, step, luck, random);
  }
  return new Map([...contents].map(([file, content]) => [file, content.bytes()]));
}

function applyData(content: GrowingFile, step: DataStep): void {
  if (step.kind === 'write') content.write(step.offset, step.bytes);
  else content.truncate(step.size);
}

/** All of an unsynced step, nothing of it, or of a write some of its sectors. */
function applyPart(content: GrowingFile, step: DataStep, luck: number, random: () => number): void {
  const torn = step.kind === 'write' && random() < 0.2;
  if (!torn) {
    if (random() < luck) applyData(content, step);
    return;
  }
  for (let from = 0; from < step.bytes.length;) {
    const to = Math.min(step.bytes.length, from + sectorBytes - ((step.offset + from) % sectorBytes));
    if (random() < luck) content.write(step.offset + from, step.bytes.subarray(from, to));
    from = to;
  }
}

interface GrowingFile {
  write(offset: number, bytes: Buffer): void;
  truncate(size: number): void;
  bytes(): Buffer;
}

function createGrowingFile(): GrowingFile {
  let buffer = Buffer.alloc(16_384);
  let size = 0;

  function reserve(needed: number): void {
    if (needed <= buffer.length) return;
    const larger = Buffer.alloc(Math.max(needed, buffer.length * 2));
    buffer.copy(larger, 0, 0, size);
    buffer = larger;
  }

  return {
    write(offset, bytes) {
      reserve(offset + bytes.length);
      bytes.copy(buffer, offset);
      size = Math.max(size, offset + bytes.length);
    },
    truncate(length) {
      reserve(length);
      if (length < size) buffer.fill(0, length, size);
      size = length;
    },
    bytes: () => buffer.subarray(0, size),
  };
}

function parentOf(path: string): string {
  const parent = dirname(path);
  return parent === '.' ? '' : parent;
}
