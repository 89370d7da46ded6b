/** Bytes of an index: a writer that grows, and variable-length numbers (LEB128: seven bits a byte, lowest first). */

export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  /** An unsigned number below 2^31. */
  varint(value: number): void;
  uint16(value: number): void;
  uint32(value: number): void;
  bytes(value: Uint8Array): void;
  /** Fills up with zeros to a multiple. */
  align(multiple: number): void;
  /** What was written, without a copy. */
  view(): Uint8Array;
  /** Forgets what was written and keeps the memory. */
  reset(): void;
}

export function createByteWriter(capacity = 256): ByteWriter {
  let data = new Uint8Array(capacity);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= data.length) return;
    const larger = new Uint8Array(Math.max(length + more, data.length * 2, 32));
    larger.set(data.subarray(0, length));
    data = larger;
  }

  return {
    get length() {
      return length;
    },
    byte(value) {
      reserve(1);
      data[length++] = value;
    },
    varint(value) {
      reserve(5);
      let rest = value;
      while (rest > 0x7f) {
        data[length++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      data[length++] = rest;
    },
    uint16(value) {
      reserve(2);
      data[length++] = value & 0xff;
      data[length++] = value >>> 8;
    },
    uint32(value) {
      reserve(4);
      for (let shift = 0; shift < 32; shift += 8) data[length++] = (value >>> shift) & 0xff;
    },
    bytes(value) {
      reserve(value.length);
      data.set(value, length);
      length += value.length;
    },
    align(multiple) {
      while (length % multiple !== 0) this.byte(0);
    },
    view: () => data.subarray(0, length),
    reset() {
      length = 0;
    },
  };
}

/** Reads numbers one after another. */
export class ByteReader {
  at: number;
  readonly data: Uint8Array;

  constructor(data: Uint8Array, at = 0) {
    this.data = data;
    this.at = at;
  }

  varint(): number {
    const { data } = this;
    let byte = data[this.at++] as number;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; ; shift += 7) {
      byte = data[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  uint16(): number {
    const { data, at } = this;
    this.at += 2;
    return (data[at] as number) | ((data[at + 1] as number) << 8);
  }

  uint32(): number {
    const low = this.uint16();
    return low + this.uint16() * 0x10000;
  }

  bytes(length: number): Uint8Array {
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Longer ones are decoded faster by a TextDecoder. */
const shortText = 64;

/** Also of shared memory, which a TextDecoder refuses. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length <= shortText && bytes.every(isAscii)) return String.fromCharCode(...bytes);
  return decoder.decode(bytes.slice());
}

function isAscii(byte: number): boolean {
  return byte < 0x80;
}

/** Order of bytes, which for UTF-8 is the order of code points. */
export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const difference = (one[at] as number) - (other[at] as number);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
