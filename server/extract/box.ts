/** Where something stands on a page. */

/** Left, top, right and bottom, in points (1/72 inch) from the page's top left. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** What holds them all; nothing when one of them has no known place. */
export function boxAround(boxes: readonly (Box | undefined)[]): Box | undefined {
  const [first, ...others] = boxes;
  if (first === undefined) return undefined;
  let around = first;
  for (const box of others) {
    if (box === undefined) return undefined;
    const [left, top, right, bottom] = box;
    around = [
      Math.min(around[0], left),
      Math.min(around[1], top),
      Math.max(around[2], right),
      Math.max(around[3], bottom),
    ];
  }
  return around;
}
