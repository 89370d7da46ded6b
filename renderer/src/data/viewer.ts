/** Who looks at the page, for words such as "You". */
import type { z } from 'zod';
import type { Author, Operations } from '../../../contract/index.ts';

type Server = z.output<Operations['getServer']['output']>;

let memberId: string | undefined;

/** Called before anything that names authors is drawn. */
export function rememberViewer({ caller }: Server): void {
  memberId = caller.member_id;
}

/** Whether a person wrote something who is the one at the page; who runs the server is no member. */
export function isViewer({ type, member_id }: Author): boolean {
  return type === 'owner' && member_id === memberId;
}
