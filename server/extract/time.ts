/** How long reading a file may take: a small one that takes long is stuck, a huge one is not. */

/** Milliseconds; recognition of text is timed from the start, too. */
export interface TimeAllowed {
  reading: number;
  recognizing: number;
  /** Without anything that was read: readers of long files tell what they have, recognition tells each page. */
  silence: number;
}

const mebibyte = 1_048_576;

const silence = 15_000;

/** A scanned page takes 20 KB or more, and up to 5 s; a sheet of 10 MB, 10 s. */
export function timeAllowed(bytes: number): TimeAllowed {
  const megabytes = bytes / mebibyte;
  return {
    reading: Math.min(60_000, 15_000 + megabytes * 3_000),
    recognizing: Math.min(300_000, 18_000 + megabytes * 250_000),
    silence,
  };
}
