/** Keys of rows as bytes, in the order of which every engine keeps them. */

/** The first bytes after all that begin with `prefix`; UTF-8 has no byte 0xff. */
export function rangeEnd(prefix: string): Buffer {
  return Buffer.concat([Buffer.from(prefix), Buffer.from([0xff])]);
}
