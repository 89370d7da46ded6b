/** The body of one request as parts: the whole of it where it is checked as a whole, else as much as has arrived. */
import { KeepsakeError, toKeepsakeError } from '../../contract/index.ts';

/** Bytes of a part of a body that comes without a checksum. */
export const partBytes = 8 * 1024 * 1024;

export interface BodyParts {
  /** Whether there are bytes left; waits for the next ones. */
  more(): Promise<boolean>;
  /** The next part. What was cut off ends a part early where `keepCut` is set, and is an error elsewhere. */
  next(): AsyncIterable<Uint8Array>;
  /** @throws what ended the body early, if anything did. */
  assertWhole(): void;
}

/** @param most bytes that may still come; more is VALIDATION_ERROR */
export function splitBody(
  source: AsyncIterable<Uint8Array>,
  { most, keepCut }: { most: number; keepCut: boolean },
): BodyParts {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array | undefined;
  let taken = 0;
  let failed: { error: unknown } | undefined;

  async function pull(): Promise<Uint8Array | undefined> {
    if (held !== undefined || failed !== undefined) return held;
    try {
      const piece = await iterator.next();
      if (piece.done === true) return undefined;
      taken += piece.value.byteLength;
      if (taken > most) throw tooMuch();
      held = piece.value;
      return held;
    } catch (error) {
      failed = { error };
      if (!keepCut) throw error;
      return undefined;
    }
  }

  async function* next(): AsyncIterable<Uint8Array> {
    let left = keepCut ? partBytes : Number.POSITIVE_INFINITY;
    for (let piece = await pull(); piece !== undefined && left > 0; piece = await pull()) {
      const now = piece.subarray(0, left);
      held = now.byteLength < piece.byteLength ? piece.subarray(now.byteLength) : undefined;
      left -= now.byteLength;
      yield now;
      if (left === 0) return;
    }
  }

  return {
    more: async () => (await pull()) !== undefined,
    next,
    assertWhole() {
      if (failed !== undefined) throw toKeepsakeError(failed.error);
    },
  };
}

function tooMuch(): KeepsakeError {
  return new KeepsakeError(
    'VALIDATION_ERROR',
    'More bytes arrived than the upload was announced with. Ask how far it is, and send what is missing.',
  );
}
