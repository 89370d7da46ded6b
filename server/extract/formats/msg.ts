/** Mails as Outlook keeps them (MSG). */
import outlook, { type FieldsData } from '@kenjiuno/msgreader';
import type { Block } from '../extract.ts';
import { decodeText } from '../text.ts';
import { Unreadable, isExhaustion, reasons } from '../unreadable.ts';
import { mailBlocks } from './mail.ts';

/** @throws Unreadable damaged. */
export function readMsg(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  const mail = parse(bytes);
  const time = mail.clientSubmitTime ?? mail.messageDeliveryTime ?? mail.creationTime;
  const recipients = mail.recipients ?? [];
  const those = (type: string): string =>
    recipients
      .filter(({ recipType = 'to' }) => recipType === type)
      .map(({ name = '', smtpAddress, email }) => person(name, smtpAddress ?? email))
      .join(', ');
  return mailBlocks({
    subject: mail.subject ?? '',
    from: person(mail.senderName ?? '', mail.senderSmtpAddress ?? mail.senderEmail),
    to: those('to'),
    cc: those('cc'),
    date: time === undefined ? undefined : new Date(time),
    text: mail.body ?? '',
    html: mail.bodyHtml ?? (mail.html === undefined ? '' : decodeText(mail.html)),
    attachments: (mail.attachments ?? []).flatMap(({ fileName, name }) => fileName ?? name ?? []),
  });
}

/** Older mails are not in Unicode, and say in which code page they are. */
function parse(bytes: Uint8Array): FieldsData {
  const first = read(bytes);
  const codePage = first.messageCodepage;
  return codePage === undefined ? first : read(bytes, `cp${codePage}`);
}

function read(bytes: Uint8Array, ansiEncoding?: string): FieldsData {
  try {
    const reader = new outlook.default(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (ansiEncoding !== undefined) reader.parserConfig = { ansiEncoding };
    const mail = reader.getFileData();
    if (mail.error === undefined) return mail;
  } catch (error) {
    if (isExhaustion(error)) throw error;
  }
  throw new Unreadable('damaged', reasons.damaged);
}

/** Addresses within an organisation (`/O=…`) tell a reader nothing. */
function person(name: string, address: string | undefined): string {
  if (address === undefined || address === name || !address.includes('@')) return name;
  return name === '' ? address : `${name} <${address}>`;
}
