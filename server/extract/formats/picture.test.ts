/** Text in pictures and on scanned pages, within limits. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith, sample } from '../fixtures.suite.ts';

test.each([
  ['minutes.png', 'image/png'],
  ['minutes.jpg', 'image/jpeg'],
  ['minutes.gif', 'image/gif'],
  ['minutes.bmp', 'image/bmp'],
  ['minutes.webp', 'image/webp'],
])('%s', async (name, mediaType) => {
  const extraction = await extractSample(name);
  expect(extraction).toMatchObject({ mediaType });
  const { place } = pieceWith(extraction, 'recasting would cost four thousand pounds');
  expect(place).toEqual({ ocr: true });
});

test.each(['minutes.tiff', 'minutes-scanned.pdf'])('%s is cited by page', async (name) => {
  const extraction = await extractSample(name);
  expect(extraction).toMatchObject({ pages: 2 });
  expect(pieceWith(extraction, 'ring the tenor only on Sundays').place).toEqual({ page: 1, ocr: true });
  expect(pieceWith(extraction, 'a tenor bell of nineteen hundredweight').place).toEqual({
    page: 2,
    ocr: true,
  });
});

test('a picture without text says that none was recognised', async () => {
  expect(await extractBytes(sample('picture.pdf'), 'a.png')).toMatchObject({
    code: 'empty',
    reason: expect.stringContaining('recognised'),
  });
});

test('a picture that claims more pixels than fit is refused before it is decoded', async () => {
  const bytes = Buffer.from(sample('minutes.png'));
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  expect(await extractBytes(bytes, 'a.png')).toMatchObject({ code: 'too_large' });
});

test.each(['minutes.png', 'minutes.jpg'])('%s that was cut off is damaged', async (name) => {
  const extraction = await extractBytes(sample(name).subarray(0, 30), name);
  expect(extraction).toMatchObject({ code: 'damaged' });
});

test('recognition has a time of its own', async () => {
  const bytes = sample('minutes-scanned.pdf');
  expect(await extractBytes(bytes, 'a.pdf', { recognitionTimeoutMs: 1 })).toMatchObject({ code: 'too_slow' });
});

test('models that a person adds read other languages', async () => {
  const text = 'Die größte Brücke führt';
  const recognitionFolder = await mkdtemp(join(tmpdir(), 'ks-ocr-'));
  const german = createRequire(import.meta.url).resolve(
    '@tesseract.js-data/deu/4.0.0_best_int/deu.traineddata.gz',
  );
  await copyFile(german, join(recognitionFolder, 'deu.traineddata.gz'));
  const read = async (options: object) => {
    const extraction = await extractBytes(sample('bruecke.png'), 'bruecke.png', options);
    return extraction.state === 'okay' ? extraction.pieces.map((piece) => piece.text).join(' ') : '';
  };
  expect(await read({})).not.toContain(text);
  expect(await read({ recognitionFolder })).toContain(text);
  await rm(recognitionFolder, { recursive: true });
});
