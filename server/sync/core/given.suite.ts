/** Versions and changes as the rules' tests make them. */
import { expect } from 'vitest';
import { emptyServer, push, viewOf, type ServerState } from './server.suite.ts';
import type { Change, Outcome, Version } from './version.ts';

let made = 0;
const author = { type: 'owner', id: 'acc_1' } as const;
export const make = {
  revision: () => `rev_m${++made}`,
  copyId: (versionId: string) => `itm_of_${versionId}`,
  mark: () => `mark${++made}`,
  author: { type: 'server', id: 'acc_1' } as const,
  at: 7,
  device: 'Laptop',
  date: '2026-11-21',
};

export type Given = Pick<Version, 'kind' | 'id' | 'payload'> & { state?: string; from?: Version | undefined };

export function version({ from, state = 'active', ...given }: Given): Version {
  const parents = from === undefined ? [] : [from.revision];
  return { ...given, state, parents, revision: `rev_${++made}`, author, at: 1 };
}

/** Pushes versions as one change, twice: the second time must change nothing. */
export function send(server: ServerState, ...versions: Version[]): Outcome[] {
  return sendChange(server, { versions });
}

export function sendChange(server: ServerState, change: Change): Outcome[] {
  const outcomes = push(server, change, make);
  const head = server.log.length;
  const again = push(server, change, make);
  expect(server.log.length, 'a repeat writes nothing').toBe(head);
  expect(again.map(({ current }) => current?.revision)).toEqual(
    outcomes.map(({ current }) => current?.revision),
  );
  return [...outcomes];
}

export const now = (server: ServerState, { kind, id }: { kind: string; id: string }) =>
  viewOf(server).current(kind, id);
export const payloadOf = (outcome: Outcome | undefined) =>
  outcome?.current?.payload as Record<string, unknown>;

/** As a device sends it: with what it came from, which the server may not have kept. */
export function onTopOf(from: Version, given: Given): Version {
  return { ...version({ ...given, from }), base: { state: from.state, payload: from.payload } };
}

/** Two sides that both edit what the first change made. */
export function edits(base: Given, there: Partial<Given>, here: Partial<Given>, server = emptyServer()) {
  const first = version(base);
  send(server, first);
  const ours = version({ ...base, ...there, from: first });
  const theirs = onTopOf(first, { ...base, ...here });
  expect(send(server, ours)[0]?.outcome).toBe('taken');
  const [outcome] = send(server, theirs);
  return { server, first, ours, theirs, outcome: outcome as Outcome };
}
