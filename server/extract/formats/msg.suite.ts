/** Writes the least of an Outlook mail (MS-OXMSG), or another compound file, for tests of readers. */
import { CFB as compoundFiles } from '@e965/xlsx';

interface Writer {
  utils: {
    cfb_new(): object;
    cfb_add(file: object, name: string, content: Buffer): void;
  };
  write(file: object, options: { type: 'buffer' }): Buffer;
}

const writer = compoundFiles as Writer;

/** A compound file of streams by path. */
export function compoundFileOf(streams: Readonly<Record<string, Buffer>>): Buffer {
  const file = writer.utils.cfb_new();
  for (const [name, content] of Object.entries(streams)) writer.utils.cfb_add(file, `/${name}`, content);
  return writer.write(file, { type: 'buffer' });
}

export interface MsgFields {
  subject: string;
  body: string;
  sender: readonly [name: string, address: string];
  recipients: readonly (readonly [name: string, address: string])[];
  sent: Date;
  attachments: readonly string[];
}

/** Property ids of MS-OXPROPS. */
const ids = {
  messageClass: '001A',
  subject: '0037',
  body: '1000',
  senderName: '0C1A',
  senderAddress: '5D01',
  displayName: '3001',
  smtpAddress: '39FE',
  attachmentName: '3707',
} as const;

export function msgOf({ subject, body, sender, recipients, sent, attachments }: MsgFields): Buffer {
  const streams: Record<string, Buffer> = {
    '__nameid_version1.0/__substg1.0_00020102': Buffer.alloc(0),
    '__properties_version1.0': Buffer.concat([
      counts(recipients.length, attachments.length),
      entry(0x0039_0040, fileTime(sent)),
      entry(0x340d_0003, integer(0x0004_0000)),
    ]),
  };
  const add = (storage: string, id: string, text: string): void => {
    streams[`${storage}__substg1.0_${id}001F`] = Buffer.from(text, 'utf16le');
  };
  add('', ids.messageClass, 'IPM.Note');
  add('', ids.subject, subject);
  add('', ids.body, body);
  add('', ids.senderName, sender[0]);
  add('', ids.senderAddress, sender[1]);
  for (const [index, [name, address]] of recipients.entries()) {
    const storage = `__recip_version1.0_#${number(index)}/`;
    add(storage, ids.displayName, name);
    add(storage, ids.smtpAddress, address);
    streams[`${storage}__properties_version1.0`] = Buffer.concat([
      Buffer.alloc(8),
      entry(0x0c15_0003, integer(1)),
    ]);
  }
  for (const [index, name] of attachments.entries()) {
    const storage = `__attach_version1.0_#${number(index)}/`;
    add(storage, ids.attachmentName, name);
    streams[`${storage}__substg1.0_37010102`] = Buffer.from('content');
    streams[`${storage}__properties_version1.0`] = Buffer.concat([
      Buffer.alloc(8),
      entry(0x3705_0003, integer(1)),
    ]);
  }
  return compoundFileOf(streams);
}

function counts(recipients: number, attachments: number): Buffer {
  const header = Buffer.alloc(32);
  for (const [index, value] of [recipients, attachments, recipients, attachments].entries())
    header.writeUInt32LE(value, 8 + index * 4);
  return header;
}

function entry(tag: number, value: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32LE(tag, 0);
  start.writeUInt32LE(6, 4);
  return Buffer.concat([start, value]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

/** Tenths of microseconds since 1601. */
function fileTime(date: Date): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(date.getTime() + 11_644_473_600_000) * 10_000n, 0);
  return bytes;
}

function number(index: number): string {
  return index.toString(16).toUpperCase().padStart(8, '0');
}
