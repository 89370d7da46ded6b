/** The two codes of a vector: eight bits per dimension to compare exactly enough, one bit per dimension to scan fast. */

export interface Quantised {
  /** What a step of `values` is worth. */
  readonly scale: number;
  readonly values: Int8Array;
}

/** A vector of length 1 in the same direction; one of zeros stays as it is. */
export function normalise(vector: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += (vector[at] as number) ** 2;
  const length = Math.sqrt(sum) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

/** Steps of the greatest component's 127th part. */
export function quantise(vector: Float32Array): Quantised {
  let greatest = 0;
  for (const value of vector) greatest = Math.max(greatest, Math.abs(value));
  const scale = greatest / 127 || 1;
  return { scale, values: Int8Array.from(vector, (value) => Math.round(value / scale)) };
}

/** Words of 32 bits that a binary code takes. */
export function codeWords(dimensions: number): number {
  return Math.ceil(dimensions / 32);
}

/** One bit per dimension: whether the vector lies above the centre of all. */
export function writeCode(
  values: ArrayLike<number>,
  scale: number,
  centre: Float32Array,
  into: Int32Array,
  at: number,
): void {
  for (let word = 0; word < codeWords(centre.length); word++) {
    let bits = 0;
    const first = word * 32;
    const last = Math.min(32, centre.length - first);
    for (let bit = 0; bit < last; bit++)
      if ((values[first + bit] as number) * scale > (centre[first + bit] as number)) bits |= 1 << bit;
    into[at + word] = bits;
  }
}
