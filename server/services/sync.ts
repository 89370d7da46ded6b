/** What the faces ask of sync, which stands above the services: devices, the exchange, and clashes. */
import type { z } from 'zod';
import type { operations } from '../../contract/index.ts';
import type { Call, Caller } from './caller.ts';

type Input<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['input']>;
type Output<Name extends keyof typeof operations> = z.output<(typeof operations)[Name]['output']>;

/** The record of an account that names this life of its store; backups leave it out, so that a restored store has another. */
export const epochKind = 'sync-epoch';

/** Rows `KIND ID` of a device: what the server is known to have of a record; of a conversation also what it said. */
export const baseSpace = 'sync-base';

/** Rows `KIND ID` of a device: versions of the server that it cannot lay out yet. */
export const owedSpace = 'sync-owed';

/** Rows `item ID` of a device: whether the bytes of a file, or of what is in a folder, are to be here. */
export const choiceSpace = 'sync-choice';

export interface Sync {
  register(call: Call, input: Input<'registerDevice'>): Promise<Output<'registerDevice'>>;
  devices(caller: Caller, input: Input<'listDevices'>): Promise<Output<'listDevices'>>;
  forget(call: Call, input: Input<'forgetDevice'>): Promise<Output<'forgetDevice'>>;
  /** What devices ask: @throws KeepsakeError DEVICE_FORKED, SERVER_WENT_BACK. What is wrong with single versions is said in the answer. */
  push(call: Call, input: Input<'pushChanges'>): Promise<Output<'pushChanges'>>;
  pull(call: Call, input: Input<'pullChanges'>): Promise<Output<'pullChanges'>>;
  heads(call: Call, input: Input<'listHeads'>): Promise<Output<'listHeads'>>;
  records(call: Call, input: Input<'readRecords'>): Promise<Output<'readRecords'>>;
  pushDrive(call: Call, input: Input<'pushDriveChanges'>): Promise<Output<'pushDriveChanges'>>;
  pullDrive(call: Call, input: Input<'pullDriveChanges'>): Promise<Output<'pullDriveChanges'>>;
  driveHeads(call: Call, input: Input<'listDriveHeads'>): Promise<Output<'listDriveHeads'>>;
  driveRecords(call: Call, input: Input<'readDriveRecords'>): Promise<Output<'readDriveRecords'>>;
  /** Numbers of the account's commits after one; `items` of those that changed files or folders. */
  driveCommits(
    caller: Caller,
    input: { readonly after: number; readonly limit: number },
  ): Promise<{ readonly changes: readonly { readonly seq: number; readonly items: boolean }[] }>;
  offerContents(caller: Caller, input: Input<'offerContents'>): Promise<Output<'offerContents'>>;
  /** @throws KeepsakeError CHECKSUM_MISMATCH, QUOTA_EXCEEDED, STORAGE_FULL, STATE_NOT_READY when the bytes are gone */
  proveContent(call: Call, input: Input<'proveContent'>): Promise<Output<'proveContent'>>;
  attachments(caller: Caller, input: Input<'listAttachments'>): Promise<Output<'listAttachments'>>;
  settings(call: Call, input: Input<'exchangeSettings'>): Promise<Output<'exchangeSettings'>>;
  clashes(caller: Caller, input: Input<'listClashes'>): Promise<Output<'listClashes'>>;
  resolve(call: Call, input: Input<'resolveClash'>): Promise<Output<'resolveClash'>>;
  driveClashes(caller: Caller, input: Input<'listDriveClashes'>): Promise<Output<'listDriveClashes'>>;
  resolveOfDrive(call: Call, input: Input<'resolveDriveClash'>): Promise<Output<'resolveDriveClash'>>;
}
