/** What extraction is: bytes of a file in, blocks with provenance out, or a reason that a person understands. */
import { availableParallelism } from 'node:os';
import type { Box } from './box.ts';

/** Where a block stands in its source; the same words as a passage's citation. */
export interface Place {
  page?: number;
  page_label?: string;
  sheet?: string;
  cells?: string;
  slide?: number;
  /** In the notes of the slide. */
  notes?: true;
  chapter?: string;
  headings?: string[];
  line_start?: number;
  line_end?: number;
  /** Recognised from a picture, so characters may be wrong. */
  ocr?: true;
}

export interface Block {
  kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code';
  text: string;
  /** Of a heading, 1 to 6. */
  level?: number;
  /** Of a table: the rows of cells, header first. */
  rows?: string[][];
  /** Of a table from a file with lines: the line each row starts at. */
  rowLines?: number[];
  /** Of a table from a sheet: the 1-based row of the sheet that each row stands in. */
  sheetRows?: number[];
  /** On its page, where that is known. */
  box?: Box;
  /** With `line_start`, `text` has one line per line of the source, so that a part of it can be cited by its lines. */
  place: Place;
}

/** A piece to index: blocks joined or cut at natural boundaries. */
export interface Piece {
  text: string;
  place: Place;
  /** What holds it on its page, where that is known. */
  box?: Box;
}

export type ExtractionFailure =
  | 'empty'
  | 'damaged'
  | 'encrypted'
  | 'unsupported'
  | 'wrong_type'
  | 'too_large'
  | 'too_slow'
  | 'too_much_memory'
  | 'crashed';

export type Extraction =
  | { state: 'okay'; mediaType: string; title?: string; pages?: number; pieces: Piece[] }
  /** `reason` says in plain words what is wrong and what to do; `retry` whether trying again may help. */
  | { state: 'error'; code: ExtractionFailure; reason: string; retry: boolean };

export interface ExtractionRequest {
  /** The file's content. */
  content: AsyncIterable<Uint8Array>;
  size: number;
  /** Its name, as a hint only: the type is decided by content. */
  name: string;
  signal?: AbortSignal;
}

export interface Extractor {
  /** Never throws for what a file holds; rejects only when `signal` aborts or the machine fails. */
  extract(request: ExtractionRequest): Promise<Extraction>;
  /** Ends every child process. */
  close(): Promise<void>;
}

export interface ExtractorOptions {
  /** Longest time for one file. By its size unless told: 15 s for a small one, 60 s for a huge one, 15 s without a word. */
  timeoutMs?: number;
  /** The same for a file in which text has to be recognised: 20 s to 300 s. */
  recognitionTimeoutMs?: number;
  /** Most resident memory of one process, MiB. 560 unless told: it is looked at now and then, and what is taken in between comes on top. */
  memoryMb?: number;
  /** Most bytes of answer for one file. 32 MiB unless told. */
  maxOutputBytes?: number;
  /** Largest file. 128 MiB unless told: the child holds it in memory. */
  maxInputBytes?: number;
  /** A folder that may hold models of text recognition beside that of English: `deu.traineddata`, or with `.gz`. */
  recognitionFolder?: string;
  /** Processes that are kept started, ahead of the next small files, until a minute without any. 2 unless told. */
  ready?: number;
}

/** Files that may be read at the same time. */
export function extractionPlaces(): number {
  return Math.max(1, availableParallelism() - 1);
}
