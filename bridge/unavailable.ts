/** Results of tools that say that the server is there, and what it needs is not: its database, its place of blobs. */
import { parseMessage } from './messages.ts';

export interface HeldResults {
  readonly take: (text: string, final: boolean) => void;
  /** Whether such a result came, which the client has not got. */
  readonly isHeld: () => boolean;
  /** Gives the client what was held back, if anything was. */
  readonly release: () => void;
}

/** Lets everything through to `take` but an answer that says UNAVAILABLE: it is not the last word where the call is repeated. */
export function holdUnavailable(take: HeldResults['take']): HeldResults {
  let held: string | undefined;
  return {
    take(text, final) {
      if (final && isUnavailable(text)) held = text;
      else take(text, final);
    },
    isHeld: () => held !== undefined,
    release() {
      if (held !== undefined) take(held, true);
      held = undefined;
    },
  };
}

/** A Keepsake server begins the text of a failed tool with the error's code. */
function isUnavailable(text: string): boolean {
  if (!text.includes('UNAVAILABLE: ')) return false;
  const { isError, content } = parseMessage(text)?.result ?? {};
  if (isError !== true || !Array.isArray(content)) return false;
  const [first] = content as readonly { readonly text?: unknown }[];
  return typeof first?.text === 'string' && first.text.startsWith('UNAVAILABLE: ');
}
