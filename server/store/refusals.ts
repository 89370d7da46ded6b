/** What a commit can be refused for, in the words that every driver uses. */
import { KeepsakeError } from '../../contract/index.ts';
import type { Check, Expectation } from './store.ts';

/** What a record is now, as far as refusing needs it. */
export interface CurrentState {
  readonly version: number;
  readonly revision: string;
  readonly state: string;
}

const projectName = /^[a-z0-9][a-z0-9_-]{0,99}$/;

/** @throws KeepsakeError VERSION_CONFLICT */
export function assertExpected(
  { kind, id, expect }: { kind: string; id: string; expect?: Expectation },
  current: CurrentState | undefined,
): void {
  if (expect === undefined) return;
  const fits =
    expect === 'absent'
      ? current === undefined
      : expect === 'present'
        ? current !== undefined
        : current?.version === expect.version && (expect.revision ?? current.revision) === current.revision;
  if (!fits) throw versionConflict(kind, id, current?.version ?? 0);
}

/** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY, VERSION_CONFLICT */
export function assertChecked({ kind, id, states, version }: Check, current: CurrentState | undefined): void {
  if (current === undefined)
    throw new KeepsakeError('NOT_FOUND', `No ${kind} ${id}. List them to find its id.`, { kind, id });
  if (states !== undefined && !states.includes(current.state)) {
    const wanted = states.join(' or ');
    throw new KeepsakeError(
      'STATE_NOT_READY',
      `The ${kind} ${id} is ${current.state}, and has to be ${wanted}.`,
      { kind, id, state: current.state },
    );
  }
  if (version !== undefined && current.version !== version) throw versionConflict(kind, id, current.version);
}

function versionConflict(kind: string, id: string, current: number): KeepsakeError {
  const what = current === 0 ? 'does not exist' : `is at version ${current}`;
  return new KeepsakeError(
    'VERSION_CONFLICT',
    `The ${kind} ${id} ${what}, which is not what this change was made for. Read it again, then repeat the change.`,
    { kind, id, current_version: current },
  );
}

/** A record of a kind was written after the commit for which something was made. */
export function changedMeanwhile(kind: string, since: number): KeepsakeError {
  return new KeepsakeError(
    'VERSION_CONFLICT',
    `A ${kind} was written after commit ${since}, for which this was made. Do it again.`,
    { kind },
  );
}

export function nameTaken(kind: string, holder: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `Another ${kind} (${holder}) has this name in the same place. Choose another name, or change that one.`,
    { kind, id: holder },
  );
}

export function locatorTaken(kind: string): KeepsakeError {
  return new KeepsakeError(
    'DRIVE_ITEM_CONFLICT',
    `Another ${kind} is found by the same locator. Make a new one.`,
    { kind },
  );
}

export function keyReused(): KeepsakeError {
  return new KeepsakeError(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key was used for another request. Use a new key for a new request.',
  );
}

export function onlyInAccounts(part: string): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', `The ${part} can stand only in an account's commit.`);
}

export function onlyInProjects(part: string): KeepsakeError {
  return new KeepsakeError('VALIDATION_ERROR', `The part ${part} can stand only in a project's commit.`);
}

export function noAccount(account: string): KeepsakeError {
  return new KeepsakeError('NOT_FOUND', `No account ${account} on this server. Sign in again.`);
}

export function noProject(project: string): KeepsakeError {
  return new KeepsakeError(
    'NOT_FOUND',
    `No project ${project} in this account. List the projects to find its id.`,
  );
}

export function projectExists(project: string): KeepsakeError {
  const message = `The project ${project} exists already. Make the new project under a new id.`;
  return new KeepsakeError('VERSION_CONFLICT', message, { kind: 'project', id: project });
}

/** @throws KeepsakeError VALIDATION_ERROR */
export function assertProjectName(project: string): void {
  if (projectName.test(project)) return;
  throw new KeepsakeError('VALIDATION_ERROR', 'A project id has lower-case letters, digits, _ and - only.');
}
