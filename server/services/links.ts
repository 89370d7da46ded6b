/** What the faces ask of links to remote servers, whose engine stands above the services. */
import type { z } from 'zod';
import type { operations } from '../../contract/index.ts';
import type { Call, Caller } from './caller.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

export interface Links {
  list(caller: Caller): Promise<Output<'listLinks'>>;
  /** @throws KeepsakeError VALIDATION_ERROR, UNAUTHORIZED, FORBIDDEN, UNAVAILABLE, STATE_NOT_READY, SECRETS_UNAVAILABLE */
  create(call: Call, input: Input<'createLink'>): Promise<Output<'createLink'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY when it is to leave the drive out and the server alone has bytes of files */
  update(call: Call, input: Input<'updateLink'>): Promise<Output<'updateLink'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY while the server alone has bytes of files */
  remove(call: Call, input: Input<'deleteLink'>): Promise<Output<'deleteLink'>>;
  remoteProjects(caller: Caller, input: Input<'listRemoteProjects'>): Promise<Output<'listRemoteProjects'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY for a project that is linked already */
  linkProject(call: Call, input: Input<'linkProject'>): Promise<Output<'linkProject'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY for a project that is here already */
  cloneProject(call: Call, input: Input<'cloneProject'>): Promise<Output<'cloneProject'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY when it is to be removed and not all of it is at the server */
  unlinkProject(call: Call, input: Input<'unlinkProject'>): Promise<Output<'unlinkProject'>>;
  /** @throws KeepsakeError NOT_FOUND, UNAVAILABLE */
  devices(caller: Caller, input: Input<'listLinkedDevices'>): Promise<Output<'listLinkedDevices'>>;
  /** @throws KeepsakeError NOT_FOUND, UNAVAILABLE */
  forgetDevice(caller: Caller, input: Input<'forgetLinkedDevice'>): Promise<Output<'forgetLinkedDevice'>>;
  state(caller: Caller): Promise<Output<'getSyncState'>>;
  stateOfRecords(
    caller: Caller,
    input: Input<'getSyncStateOfRecords'>,
  ): Promise<Output<'getSyncStateOfRecords'>>;
  /** @throws KeepsakeError NOT_FOUND, STATE_NOT_READY where no link carries the drive */
  keepItem(call: Call, input: Input<'keepItem'>): Promise<Output<'keepItem'>>;
  /** @throws KeepsakeError NOT_FOUND, UNAVAILABLE while the server cannot be reached, STORAGE_FULL */
  fetchVersion(caller: Caller, input: Input<'fetchVersion'>): Promise<Output<'fetchVersion'>>;
  stateOfItems(caller: Caller, input: Input<'getSyncStateOfItems'>): Promise<Output<'getSyncStateOfItems'>>;
  now(caller: Caller, input: Input<'syncNow'>): Promise<Output<'syncNow'>>;
}
