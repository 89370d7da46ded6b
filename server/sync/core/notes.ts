/** How what is said about items of the drive meets: comments, attributes and marks of favourites. */
import { meetFields } from './contents.ts';
import type { Draft } from './draft.ts';
import type { Gone, Met, Refused, Rule, Sides } from './rule.ts';
import type { Version } from './version.ts';

/** The id of the item that a comment, attributes or a mark is about; undefined for all else. */
export function itemOf({ kind, id, payload }: Pick<Version, 'kind' | 'id' | 'payload'>): string | undefined {
  if (kind === 'comment') return (payload as { itemId: string }).itemId;
  return kind === 'attributes' || kind === 'favourite' ? id : undefined;
}

/**
 * Comments stand beside each other; of one that both edited the text is merged by sentences. An item that was not taken
 * has nothing said about it until it is: it may yet become another one.
 */
function meetNote(draft: Draft, sides: Sides): Met | Gone | Refused {
  const item = itemOf(sides.tip) ?? '';
  if (draft.isErased('item', item)) return { erased: true };
  if (draft.current('item', item) === undefined)
    return {
      refused: `The server does not have the file or folder that this is about, ${item}, so it waits.`,
    };
  return meetFields(sides);
}

const note: Rule = { meet: meetNote };

export const noteRules: Readonly<Record<string, Rule>> = { comment: note, attributes: note, favourite: note };
