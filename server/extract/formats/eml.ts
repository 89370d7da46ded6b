/** Mails as they travel (EML, MIME). */
import PostalMime, { type Address } from 'postal-mime';
import type { Block } from '../extract.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { mailBlocks } from './mail.ts';

/** @throws Unreadable damaged. */
export async function readEml(bytes: Uint8Array): Promise<{ blocks: Block[]; title?: string }> {
  const mail = await parse(bytes);
  return mailBlocks({
    subject: mail.subject ?? '',
    from: people(mail.from === undefined ? [] : [mail.from]),
    to: people(mail.to ?? []),
    cc: people(mail.cc ?? []),
    date: mail.date === undefined ? undefined : new Date(mail.date),
    text: mail.text ?? '',
    html: mail.html ?? '',
    attachments: mail.attachments.flatMap(({ filename }) => filename ?? []),
  });
}

async function parse(bytes: Uint8Array) {
  try {
    return await PostalMime.parse(bytes);
  } catch (error) {
    if (isExhaustion(error)) throw error;
    throw new Unreadable('damaged', reasons.damaged);
  }
}

function people(addresses: readonly Address[]): string {
  return addresses
    .flatMap((address) => address.group ?? [address])
    .map(({ name, address }) => (name === '' ? address : `${name} <${address}>`))
    .join(', ');
}
