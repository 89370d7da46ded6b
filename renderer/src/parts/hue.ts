/** Colours of projects: the same for ever, and different from each other while there are colours left. */

/** Degrees of OKLCH, each told from its neighbours at the size of a dot. */
const hues = [25, 62, 105, 148, 190, 240, 280, 330] as const;
/** Has no factor in common with the number of colours, so every one is tried, and those beside a taken one late. */
const stride = 3;

/**
 * Who was there first keeps the colour: ids begin with their time.
 * @returns the hue of each id in degrees
 */
export function huesOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  const found = new Map<string, number>();
  for (const id of [...ids].sort()) {
    let at = slotOf(id);
    while (taken.size < hues.length && taken.has(at)) at = (at + stride) % hues.length;
    taken.add(at);
    found.set(id, hues[at] ?? 0);
  }
  return found;
}

function slotOf(id: string): number {
  return (
    Array.from(id, (sign) => sign.codePointAt(0) ?? 0).reduce((sum, code) => (sum * 31 + code) % 9_973, 7) %
    hues.length
  );
}
