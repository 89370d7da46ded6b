/** What goes wrong with a file, and that the answer says so in words that help. */
import { describe, expect, test } from 'vitest';
import { docxOf, documentXml, extractBytes, extractSample } from './fixtures.suite.ts';

describe('every failure has its code and a reason that says what to do', () => {
  test.each([
    ['empty.txt', 'empty', /empty.*upload/s],
    ['truncated.pdf', 'damaged', /damaged or was cut off.*copy it again/s],
    ['locked.pdf', 'encrypted', /password.*without the password/s],
    ['picture.pdf', 'empty', /no text could be recognised.*scan it anew/s],
  ])('%s: %s', async (name, code, reason) => {
    const extraction = await extractSample(name);
    expect(extraction).toMatchObject({
      state: 'error',
      code,
      retry: false,
      reason: expect.stringMatching(reason),
    });
  });

  const notWord = /a Word document, but it holds/;
  test.each<[string, Uint8Array | string, string, string, RegExp]>([
    [
      'an archive',
      Buffer.from('1f8b0800000000000003', 'hex'),
      'a.gz',
      'unsupported',
      /a gzip archive.*Save it as PDF/s,
    ],
    [
      'a program',
      Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'),
      'a.docx',
      'wrong_type',
      notWord,
    ],
    [
      'noise',
      Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 256)),
      'a.pdf',
      'wrong_type',
      /unknown kind or was damaged/,
    ],
    ['a zip without a document', docxOf().subarray(0, 200), 'a.docx', 'damaged', /damaged/],
    ['nothing but white space', ' \n\t\n ', 'a.txt', 'empty', /no text/],
    ['an open quotation', 'a,b\n"c,d\n', 'a.csv', 'damaged', /quotation mark/],
    ['a header and nothing after it', '%PDF-1.7\n', 'a.pdf', 'damaged', /damaged/],
    [
      'broken XML in a document',
      docxOf({ name: 'word/document.xml', content: '<w:document' }),
      'a.docx',
      'damaged',
      /damaged/,
    ],
  ])('%s', async (_, bytes, name, code, reason) => {
    const extraction = await extractBytes(bytes, name);
    expect(extraction).toMatchObject({ state: 'error', code, reason: expect.stringMatching(reason) });
  });

  test('a PDF of empty pages says that there is nothing to recognise', async () => {
    const blank = Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
        '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n',
    );
    const extraction = await extractBytes(blank, 'scan.pdf');
    expect(extraction).toMatchObject({ code: 'empty', reason: expect.stringContaining('OCR') });
  });

  test('no reason quotes the file', async () => {
    const extraction = await extractBytes('%PDF-1.7\n canary-7261 \nstartxref\n5\n%%EOF', 'canary-7261.pdf');
    expect(extraction.state).toBe('error');
    expect(JSON.stringify(extraction)).not.toContain('canary');
  });
});

test('a text that begins like a binary file is text', async () => {
  expect(await extractBytes('BM25 is a ranking function.', 'notes.txt')).toMatchObject({ state: 'okay' });
  expect(await extractBytes('A file beginning with %PDF-1.7 is a PDF.', 'notes.txt')).toMatchObject({
    state: 'okay',
    mediaType: 'text/plain',
  });
});

test('a document that is nested a thousand deep is read or refused, not fatal', async () => {
  const body = `${'<w:sdt><w:sdtContent>'.repeat(20_000)}<w:p><w:r><w:t>deep</w:t></w:r></w:p>${'</w:sdtContent></w:sdt>'.repeat(20_000)}`;
  const extraction = await extractBytes(
    docxOf({ name: 'word/document.xml', content: documentXml(body) }),
    'a.docx',
  );
  expect(extraction.state === 'okay' || extraction.code === 'damaged').toBe(true);
});
