/** Permanent deletion: of a record, a file, what a key wrote, or a project; each ends with a signed receipt. */
import { z } from 'zod';
import { author, idOf, pageOf, pageQuery, time } from '../common.ts';
import { operation } from '../operation.ts';

const ofProject = { project_id: idOf('project') };

/** Only these of its history; the record itself stays. */
const ofHistory = { revisions: z.array(idOf('revision')).min(1).max(1_000).optional() };

/** What is erased, by its exact id. */
export const erasureTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('memory'), ...ofProject, id: idOf('memory'), ...ofHistory }),
  z.object({ type: z.literal('entry'), ...ofProject, id: idOf('entry'), ...ofHistory }),
  z.object({ type: z.literal('conversation'), ...ofProject, id: idOf('conversation') }),
  z.object({ type: z.literal('message'), ...ofProject, id: idOf('message') }),
  /** A document of one project: passages, index and history. The file stays in the drive. */
  z.object({ type: z.literal('document'), ...ofProject, id: idOf('document') }),
  /** A file of the drive with all its versions, and its documents in every project. */
  z.object({ type: z.literal('file'), id: idOf('item') }),
  /** Everything that a key wrote, in one project or in all. */
  z.object({ type: z.literal('key_writes'), project_id: idOf('project').optional(), id: idOf('key') }),
  /** A project with its key; files of the drive stay. */
  z.object({ type: z.literal('project'), id: idOf('project') }),
]);

export type ErasureTarget = z.infer<typeof erasureTarget>;

/** What a receipt tells of: the same, or an account of the server, which has an operation of its own. */
export const erasedTarget = z.discriminatedUnion('type', [
  ...erasureTarget.options,
  z.object({ type: z.literal('account'), id: idOf('account') }),
]);

export type ErasedTarget = z.infer<typeof erasedTarget>;

/** What a server says it erased. It holds ids and counts, never content. */
export const receipt = z.object({
  version: z.literal(1),
  id: idOf('erasure'),
  account_id: idOf('account'),
  target: erasedTarget,
  requested_by: author,
  requested_at: time,
  finished_at: time,
  /** Records by kind, and all their revisions. */
  records: z.record(z.string(), z.int()),
  revisions: z.int(),
  /** Files' contents that no other file shares, with their bytes. */
  contents: z.object({ files: z.int(), bytes: z.int() }),
  /** Ids of what was erased, unless there were too many to list. */
  ids: z.array(z.string()),
  ids_left_out: z.int(),
  /** HMAC-SHA-256, under a key of the server, over every revision that was erased: it proves nothing to who guesses. */
  digest: z.string(),
  /** Backups that were rewritten without it. */
  backups_rewritten: z.array(idOf('backup')),
  /** In plain words: what stays on purpose, and what this server could not reach. */
  stays: z.array(z.string()),
  out_of_reach: z.array(z.string()),
});

export type Receipt = z.infer<typeof receipt>;

export const signedReceipt = z.object({
  receipt,
  algorithm: z.literal('Ed25519'),
  /** 32 bytes, base64. */
  public_key: z.string(),
  /** Of the receipt as JSON with sorted keys and no spaces, base64. */
  signature: z.string(),
});

export type SignedReceipt = z.infer<typeof signedReceipt>;

export const erasure = z.object({
  id: idOf('erasure'),
  status: z.enum(['running', 'done']),
  target: erasedTarget,
  requested_by: author,
  requested_at: time,
  signed_receipt: signedReceipt.optional(),
});

export type Erasure = z.infer<typeof erasure>;

export const erasureOperations = {
  erase: operation({
    method: 'POST',
    path: '/erasures',
    summary: 'Delete something permanently. It cannot be brought back; ask for the receipt until it is done.',
    access: 'owner',
    status: 202,
    input: z.object({
      target: erasureTarget,
      confirm: z.string().min(1).max(300).describe('the same id again; of a project its name will do, too'),
    }),
    output: erasure,
  }),
  listErasures: operation({
    method: 'GET',
    path: '/erasures',
    summary: 'Permanent deletions with their receipts, newest first.',
    access: 'owner',
    input: z.object(pageQuery),
    output: pageOf(erasure),
  }),
  getErasure: operation({
    method: 'GET',
    path: '/erasures/{erasureId}',
    summary: 'One permanent deletion, with its receipt once it is done.',
    access: 'owner',
    input: z.object({ erasureId: idOf('erasure') }),
    output: erasure,
  }),
  getReceiptKey: operation({
    method: 'GET',
    path: '/receipt-key',
    summary: 'The public key with which receipts of this server are verified.',
    access: 'owner',
    input: z.object({}),
    output: z.object({ algorithm: z.literal('Ed25519'), public_key: z.string() }),
  }),
};
