/** Streams of bytes: looking at how one begins, and making one of what is there. */

/** The whole source if it ends within `limit` bytes; else a source that begins again from its first byte. */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ head: Uint8Array; rest?: undefined } | { head?: undefined; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return { head: Buffer.concat(chunks) };
    chunks.push(next.value);
    size += next.value.byteLength;
    if (size > limit) return { rest: resume(chunks, iterator) };
  }
}

async function* resume(chunks: Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* chunks.splice(0);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

export async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
