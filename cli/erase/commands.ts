/** What `keepsake erase` and `keepsake receipt` do. */
import { open, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { KeepsakeError, type Erasure, type ErasureTarget, type SignedReceipt } from '../../contract/index.ts';
import { verifyReceipt } from '../../local/receipts.ts';
import { readGivenFile, unusable } from '../given-file.ts';
import { openQuestions } from '../connect/confirm.ts';
import type { Output } from '../output.ts';
import { findProject, openSession, type Session } from '../session.ts';
import { erasable } from './erasable.ts';

export interface EraseOptions {
  confirm?: string;
  project?: string;
  receipt?: string;
}

const pollMs = 200;

export async function erase(what: string, id: string, options: EraseOptions, output: Output): Promise<void> {
  const { client } = await openSession();
  const target = await targetOf(client, what as keyof typeof erasable, id, options.project);
  await eraseAndWait(client, id, options, output, (confirm) => client.erase({ target, confirm }));
}

/** `keepsake account delete`. */
export async function eraseAccount(
  accountId: string,
  options: Omit<EraseOptions, 'project'>,
  output: Output,
): Promise<void> {
  const { client } = await openSession();
  await eraseAndWait(client, accountId, options, output, (confirm) =>
    client.eraseAccount({ accountId, confirm }),
  );
}

async function eraseAndWait(
  client: Session['client'],
  id: string,
  options: EraseOptions,
  output: Output,
  ask: (confirm: string) => Promise<Erasure>,
): Promise<void> {
  const confirm = options.confirm ?? (await askForConfirmation(id));
  // Before anything goes: a receipt that cannot be written would be noticed too late.
  const file = options.receipt === undefined ? undefined : await newFile(options.receipt);
  let erasure = await ask(confirm).catch(async (error: unknown) => {
    await file?.close();
    if (options.receipt !== undefined) await rm(options.receipt);
    throw error;
  });
  while (erasure.status === 'running') {
    await setTimeout(pollMs);
    erasure = await client.getErasure({ erasureId: erasure.id });
  }
  await file?.writeFile(`${JSON.stringify(erasure.signed_receipt, null, 2)}\n`);
  await file?.close();
  output.result(erasure, linesOf(erasure));
}

async function newFile(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    throw unusable(path, 'exists already or cannot be written', error);
  }
}

async function targetOf(
  client: Session['client'],
  what: keyof typeof erasable,
  id: string,
  project: string | undefined,
): Promise<ErasureTarget> {
  const { type, inProject } = erasable[what];
  const isScoped = inProject || (project !== undefined && type === 'key_writes');
  const scope = isScoped ? { project_id: (await findProject(client, project)).id } : {};
  return { type, id, ...scope } as ErasureTarget;
}

async function askForConfirmation(id: string): Promise<string> {
  const questions = openQuestions({ yes: false });
  try {
    return await questions.ask(`This cannot be undone. Type ${id} to delete it permanently:`);
  } finally {
    questions.close();
  }
}

function linesOf({ id, signed_receipt: signed }: Erasure): string[] {
  const receipt = signed?.receipt;
  if (receipt === undefined) return [`${id} is under way.`];
  const records = Object.entries(receipt.records).map(([kind, count]) => `${count} ${kind}`);
  return [
    `Deleted permanently (${receipt.target.type} ${receipt.target.id}): ${records.join(', ') || 'nothing was left'}; ${receipt.revisions} revisions.`,
    ...(receipt.backups_rewritten.length === 0
      ? []
      : [`Backups rewritten: ${receipt.backups_rewritten.length}.`]),
    ...receipt.stays.map((line) => `Stays: ${line}`),
    ...receipt.out_of_reach.map((line) => `Out of reach: ${line}`),
    `Receipt: \`keepsake receipt show ${id}\`.`,
  ];
}

export async function listReceipts(output: Output): Promise<void> {
  const { client } = await openSession();
  const { items } = await client.listErasures({ page_size: 100 });
  const lines = items.map(
    ({ id, status, target, requested_at }) =>
      `${id}  ${requested_at}  ${target.type} ${target.id}  ${status}`,
  );
  output.result(items, lines.length === 0 ? ['Nothing was deleted permanently yet.'] : lines);
}

export async function showReceipt(erasureId: string, output: Output): Promise<void> {
  const { client } = await openSession();
  const { signed_receipt: signed } = await client.getErasure({ erasureId });
  if (signed === undefined)
    throw new KeepsakeError('STATE_NOT_READY', `${erasureId} is still under way. Ask for its receipt later.`);
  output.result(signed, [JSON.stringify(signed, null, 2)]);
}

export async function checkReceipt(file: string, { key }: { key?: string }, output: Output): Promise<void> {
  const signed: SignedReceipt = verifyReceipt(await readGivenFile(file));
  if (key !== undefined && key !== signed.public_key)
    throw new KeepsakeError(
      'VALIDATION_ERROR',
      'The receipt was signed with another key than the one given. It is not from that server.',
    );
  const { receipt } = signed;
  output.result({ valid: true, public_key: signed.public_key, receipt }, [
    `The signature fits: ${receipt.target.type} ${receipt.target.id} was deleted on ${receipt.finished_at}.`,
    ...(key === undefined
      ? [`Signed with ${signed.public_key}; compare it with \`keepsake receipt key\`.`]
      : []),
  ]);
}

export async function receiptKey(output: Output): Promise<void> {
  const { client } = await openSession();
  const key = await client.getReceiptKey({});
  output.result(key, [key.public_key]);
}
