/** What a file is taken for. */
import { expect, test } from 'vitest';
import { detectFormat } from './detect.ts';
import { docxOf, sample, zipOf } from './fixtures.suite.ts';

test.each([
  ['notes.md', '# Title', 'markdown'],
  ['NOTES.MD', '# Title', 'markdown'],
  ['table.tsv', 'a\tb', 'tsv'],
  ['page.txt', '<!-- saved --><!DOCTYPE html><p>x', 'html'],
  ['page.md', '<html><p>x', 'markdown'],
  ['settings.json', '{"a":1}', 'json'],
  ['settings', '{"a":1}', 'plain'],
  ['deploy.yml', 'a: 1', 'yaml'],
  ['page.html', '{\\rtf1 x}', 'rtf'],
  ['no extension', 'words', 'plain'],
  ['report.pdf', 'only words', 'plain'],
  ['scan.pdf', 'some junk\n%PDF-1.4\n…', 'pdf'],
  ['constructor', 'words', 'plain'],
])('%s with %s is %s', async (name, text, format) => {
  expect(await detectFormat(Buffer.from(text), name)).toBe(format);
});

test('a Word document is told by its parts, whatever its name', async () => {
  expect(await detectFormat(docxOf(), 'report.bin')).toBe('docx');
  expect(await detectFormat(sample('survey-pandoc.docx'), 'survey')).toBe('docx');
});

test('a zip of other things called .docx is told as what it is', async () => {
  const zip = zipOf([{ name: 'readme.bin', content: Buffer.alloc(100) }]);
  await expect(detectFormat(zip, 'report.docx')).rejects.toMatchObject({
    code: 'wrong_type',
    message: expect.stringContaining('a zip archive'),
  });
});
