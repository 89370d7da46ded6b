/** Pictures with a few words in a font of five by seven points, such as a photographed label. */
import { crc32, deflateSync } from 'node:zlib';

/** Seven rows of five bits for each character. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 15],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 27, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  '0': [14, 17, 17, 17, 17, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '6': [14, 16, 16, 30, 17, 17, 14],
};
const scale = 8;
const margin = 40;

/** A PNG, black on white; characters that the font lacks are left blank. */
export function pictureFile(lines: readonly string[]): Uint8Array {
  const columns = Math.max(...lines.map((line) => line.length)) * 6;
  const width = 2 * margin + columns * scale;
  const height = 2 * margin + lines.length * 11 * scale;
  const points = pointsOf(lines);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = shade(points, x - margin, y - margin);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

/** The points of the font that are black, each as `column,row`. */
function pointsOf(lines: readonly string[]): Set<string> {
  const characters = lines.flatMap((line, row) =>
    Array.from(line, (character, column) => ({
      rows: glyphs[character] ?? [],
      left: column * 6,
      top: row * 11,
    })),
  );
  const points = characters.flatMap(({ rows, left, top }) =>
    rows.flatMap((bits, down) =>
      [0, 1, 2, 3, 4]
        .filter((right) => (bits & (16 >> right)) !== 0)
        .map((right) => `${left + right},${top + down}`),
    ),
  );
  return new Set(points);
}

/** Interpolated between the four points around, so that strokes are smooth and corners round. */
function shade(points: ReadonlySet<string>, x: number, y: number): number {
  const [column, row] = [x / scale - 0.5, y / scale - 0.5];
  const [left, above] = [Math.floor(column), Math.floor(row)];
  const [across, down] = [column - left, row - above];
  const black = (right: number, below: number) => (points.has(`${left + right},${above + below}`) ? 1 : 0);
  const top = black(0, 0) * (1 - across) + black(1, 0) * across;
  const bottom = black(0, 1) * (1 - across) + black(1, 1) * across;
  const ink = top * (1 - down) + bottom * down;
  return ink > 0.42 ? 0 : 255;
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
