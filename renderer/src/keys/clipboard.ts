/** A secret that was copied does not stay in the clipboard. */
import type { Abilities } from '../data/abilities.ts';

/** How long somebody has to paste it. */
export const forgetAfterMs = 60_000;

/**
 * Empties the clipboard if it still holds this text.
 * @returns false when something else is in it, or when this browser lets no page look: then it is left alone
 */
export async function forgetCopied(text: string, abilities: Abilities | undefined): Promise<boolean> {
  if (abilities !== undefined) {
    const answer = await abilities.forgetClipboard(text);
    return answer.ok && answer.value;
  }
  try {
    if ((await navigator.clipboard.readText()) !== text) return false;
    await navigator.clipboard.writeText('');
    return true;
  } catch {
    return false;
  }
}
