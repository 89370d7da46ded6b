/** Mails as they travel and as Outlook keeps them: who wrote when, what, and what was attached. */
import { expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith } from '../fixtures.suite.ts';
import { compoundFileOf, msgOf } from './msg.suite.ts';

test('a mail is read with its header, its text in any script, and the names of what was attached', async () => {
  const extraction = await extractSample('pier.eml');
  const subject = 'Réparation of the east pier — 동쪽 부두';
  expect(extraction).toMatchObject({ mediaType: 'message/rfc822', title: subject });
  const { text, place } = pieceWith(extraction, '부두 공사는 닷새 동안 계속됩니다.');
  expect(place).toEqual({ headings: [subject] });
  expect(text).toContain('From: Ingrid Møller <ingrid@harbour.example>');
  expect(text).toContain('To: 김하늘 <haneul@ferry.example>, Harbour Office <office@harbour.example>');
  expect(text).toContain('Date: 2025-04-03 07:15 UTC');
  expect(text).toContain('Attachments: piles.csv, Plan der Brücke.pdf');
  expect(text.match(/eleven piles/g)).toHaveLength(1);
});

test('a mail of HTML alone keeps its headings and tables', async () => {
  const extraction = await extractSample('reminder.eml');
  const { text, place } = pieceWith(extraction, 'נא להחזיר את הספר');
  expect(text).toContain('Book | Due\nVoyage | 2024-12-08');
  expect(place).toEqual({ headings: ['תזכורת', 'ספרים להחזרה'] });
});

test.each([
  [
    'no name that tells',
    'Message-ID: <1@a>\nFrom: a@b.example\nSubject: Rope\n\nSixty ells.',
    'mail',
    'message/rfc822',
  ],
  ['a mail’s name', 'From: a@b.example\nSubject: Rope\n\nSixty ells.', 'rope.eml', 'message/rfc822'],
  ['notes that look like one', 'From: the attic\nSubject: Rope\n\nSixty ells.', 'notes.txt', 'text/plain'],
])('%s', async (_, text, name, mediaType) => {
  const extraction = await extractBytes(text, name);
  expect(extraction).toMatchObject({ mediaType });
  expect(pieceWith(extraction, 'Sixty ells.').text).toContain('Rope');
});

test('an Outlook mail', async () => {
  const bytes = msgOf({
    subject: 'Fog signal',
    body: 'The horn sounds three times a minute.\r\n\r\nالبوق يعمل ليلاً.',
    sender: ['Lena Holt', 'lena@light.example'],
    recipients: [
      ['Omar Said', 'omar@light.example'],
      ['Desk', 'desk@light.example'],
    ],
    sent: new Date('2025-02-01T18:30:00Z'),
    attachments: ['horn.wav'],
  });
  const extraction = await extractBytes(bytes, 'anything.bin');
  expect(extraction).toMatchObject({ mediaType: 'application/vnd.ms-outlook', title: 'Fog signal' });
  const { text, place } = pieceWith(extraction, 'البوق يعمل ليلاً.');
  expect(place).toEqual({ headings: ['Fog signal'] });
  expect(text).toContain('From: Lena Holt <lena@light.example>');
  expect(text).toContain('To: Omar Said <omar@light.example>, Desk <desk@light.example>');
  expect(text).toContain('Date: 2025-02-01 18:30 UTC');
  expect(text).toContain('Attachments: horn.wav');
});

test('an Office document with a password, and a compound file of something else, are told apart', async () => {
  const locked = compoundFileOf({ EncryptionInfo: Buffer.alloc(64), EncryptedPackage: Buffer.alloc(512) });
  expect(await extractBytes(locked, 'a.docx')).toMatchObject({ code: 'encrypted' });
  const other = compoundFileOf({ Thumbnails: Buffer.alloc(64) });
  expect(await extractBytes(other, 'thumbs.db')).toMatchObject({ code: 'unsupported' });
});
