/** What a mirror works with, what it tells, and which faults end a pass. */
import type { Response } from 'undici';
import { toKeepsakeError, type Client, type KeepsakeError } from '../../contract/index.ts';
import type { MirrorState } from './mirror-state.ts';
import type { Transfers } from './transfer.ts';

export interface MirrorOptions {
  readonly client: Client<Response>;
  readonly transfers: Transfers;
  readonly folder: string;
  readonly state: MirrorState;
  readonly projectId: string;
  readonly onEvent: (event: MirrorEvent) => void;
}

export interface MirrorEvent {
  readonly what: 'added' | 'changed' | 'moved' | 'removed' | 'refused';
  /** Of a removed file only its item is known. */
  readonly path?: string;
  readonly item?: string;
  readonly reason?: string;
}

/** What the server refused. What keeps it from answering is thrown, so that the whole pass is done again. */
export function refusal(thrown: unknown): KeepsakeError {
  const error = toKeepsakeError(thrown);
  if (error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMIT_EXCEEDED' || error.status === 401)
    throw error;
  return error;
}
