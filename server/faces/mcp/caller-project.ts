/** Which project a tool works in when the call names none. */
import { KeepsakeError } from '../../../contract/index.ts';
import type { Caller } from '../../services/caller.ts';

/** Where a key writes. @throws KeepsakeError VALIDATION_ERROR for the owner, who has no default project. */
export function defaultProject(caller: Caller): string {
  if (caller.type === 'key') return caller.defaultProject;
  throw new KeepsakeError('VALIDATION_ERROR', 'The owner has no default project. Name one with project_id.');
}
