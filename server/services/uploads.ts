/** Uploads: bytes become a new file, or a new version of one, in one commit with all that follows from it. */
import type { z } from 'zod';
import { KeepsakeError, type operations } from '../../contract/index.ts';
import { newId } from '../../local/ids.ts';
import type { Operation } from '../store/store.ts';
import { accountScope, requireOwner, type Call } from './caller.ts';
import type { ContentReference, ReceivedContent } from './content.ts';
import type { Quota } from './quota.ts';
import type { DriveDependencies, IncomingFile } from './drive.ts';
import { retryOnCollision, settleName } from './collisions.ts';
import { versionPut } from './file-versions.ts';
import { itemPut, requireFolder, viewItem, type ItemPayload } from './items.ts';
import { mediaTypeOf } from './names.ts';
import { commitFor, writtenRecord } from './records.ts';

type UploadInput = z.output<typeof operations.uploadFile.input>;
export type NamedUpload = UploadInput & { readonly name: string };
type Uploaded = z.output<typeof operations.uploadFile.output>;

/** Receives a file into a folder. @throws KeepsakeError as `Drive.upload` does; nothing is half-visible then. */
export async function uploadFile(
  dependencies: DriveDependencies,
  call: Call,
  input: UploadInput,
  file: IncomingFile,
): Promise<Uploaded> {
  requireOwner(call.caller);
  const { store, content, maxFileBytes } = dependencies;
  await requireFolder(store, accountScope(call.caller), input.itemId);
  const received = await content.receive(call.caller.account, file.source, maxFileBytes);
  const named = { ...input, name: input.name ?? file.name };
  try {
    await file.complete;
    await requireRoom(dependencies.quota, call, received);
    return await storeVersion(dependencies, withBody(call, received), named, received);
  } catch (error) {
    // Only a refusal says for sure that nothing was written; after any other fault the bytes must stay.
    if (error instanceof KeepsakeError && error.status < 500) await received.discard();
    throw error;
  }
}

/** Makes received bytes a new file, or a new version of one; `also` stands in the same commit. */
export function storeVersion(
  dependencies: DriveDependencies,
  call: Call,
  input: NamedUpload,
  received: ReceivedContent,
  also: (itemId: string) => readonly Operation[] = () => [],
): Promise<Uploaded> {
  return retryOnCollision(input.on_conflict, () => addVersion(dependencies, call, input, received, also));
}

async function requireRoom(quota: Quota, call: Call, received: ReceivedContent): Promise<void> {
  try {
    await quota.require(call.caller.account, received.reference.size);
  } catch (error) {
    await received.discard();
    throw error;
  }
}

/** The repeat of an upload is recognised by its bytes as well. */
function withBody(call: Call, { reference }: ReceivedContent): Call {
  if (call.repeat === undefined) return call;
  return { ...call, repeat: { ...call.repeat, bodyHash: `${call.repeat.bodyHash}:${reference.sha256}` } };
}

async function addVersion(
  { store, clock, documents }: DriveDependencies,
  call: Call,
  input: NamedUpload,
  received: ReceivedContent,
  also: (itemId: string) => readonly Operation[],
): Promise<Uploaded> {
  const scope = accountScope(call.caller);
  const { itemId: parent, on_conflict: rule } = input;
  const settled = await settleName(store, scope, { parent, name: input.name, type: 'file', rule });
  if (settled.skips !== undefined) {
    await received.discard();
    return { item: viewItem(settled.skips) };
  }
  const { name, replaces: existing } = settled;
  const payload = filePayload(name, input.itemId, received.reference);
  const expect = existing === undefined ? 'absent' : { version: existing.version };
  const put = itemPut(existing?.id ?? newId('itm'), payload, expect);
  const projects = input.project_id === undefined ? [] : [input.project_id];
  const file = { id: put.id, payload, isNewVersion: existing !== undefined };
  const operations: Operation[] = [
    { op: 'check', kind: 'item', id: input.itemId, states: ['active', 'root'] },
    put,
    versionPut(put.id, payload),
    ...received.operations(),
    ...(await documents.attachOperations(call.caller, projects, file)),
    ...also(put.id),
  ];
  const at = clock();
  const commit = await commitFor(store, () => at, call, scope, operations);
  documents.wake();
  const item = viewItem(await writtenRecord(store, scope, { call, at, commit, put, before: existing }));
  if (input.project_id === undefined) return { item };
  return { item, document_id: await documents.idOf(call.caller.account, input.project_id, item.id) };
}

function filePayload(
  name: string,
  parent: string,
  content: ContentReference,
): ItemPayload & { versionId: string } {
  return { type: 'file', name, parent, mediaType: mediaTypeOf(name), versionId: newId('ver'), content };
}
