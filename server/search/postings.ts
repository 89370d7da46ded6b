/** The pieces that hold one term, with its counts there, packed into one growing array of numbers. */

export interface Postings {
  /** Appends a piece and returns by how many bytes the list grew. */
  add(piece: number, inText: number, inTitle: number): number;
  forEach(visit: (piece: number, inText: number, inTitle: number) => void): void;
}

const titleBits = 8;
const maxInTitle = 2 ** titleBits - 1;
const maxInText = 2 ** (32 - titleBits) - 1;

export function createPostings(): Postings {
  /** Two numbers each: the piece, and both counts. */
  let numbers = new Uint32Array(2);
  let length = 0;

  function grow(): number {
    const larger = new Uint32Array(numbers.length * 2);
    larger.set(numbers);
    const grown = larger.byteLength - numbers.byteLength;
    numbers = larger;
    return grown;
  }

  return {
    add(piece, inText, inTitle) {
      const grown = length === numbers.length ? grow() : 0;
      numbers[length] = piece;
      numbers[length + 1] = Math.min(inText, maxInText) * 2 ** titleBits + Math.min(inTitle, maxInTitle);
      length += 2;
      return grown;
    },
    forEach(visit) {
      for (let at = 0; at < length; at += 2) {
        const counts = numbers[at + 1] as number;
        visit(numbers[at] as number, counts >>> titleBits, counts & maxInTitle);
      }
    },
  };
}
