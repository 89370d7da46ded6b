/** Documents, books and presentations of several programs: what is read, and where it is said to stand. */
import { describe, expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith, sample, zipOf } from '../fixtures.suite.ts';

const scripts: readonly (readonly [heading: string, sentence: string])[] = [
  ['สถานีแม่น้ำ', 'ผู้ดูแลตะเกียงต้องตรวจน้ำมันก่อนพระอาทิตย์ตก'],
  ['पहाड़ी स्टेशन', 'हर शाम सात बजे दीपक जलाता है'],
  ['המגדלור', 'שומר המגדלור מדליק את הפנס'],
  ['灯塔与海', '守塔人每天清晨擦拭透镜'],
];

describe.each([
  ['lanterns-pandoc.odt', 'opendocument.text'],
  ['lanterns-libreoffice.odt', 'opendocument.text'],
  ['lanterns-pandoc.rtf', 'application/rtf'],
  ['lanterns-libreoffice.rtf', 'application/rtf'],
  ['lanterns.epub', 'application/epub+zip'],
])('%s', (name, mediaType) => {
  test('headings, lists, tables and scripts', async () => {
    const extraction = await extractSample(name);
    expect(extraction).toMatchObject({ mediaType: expect.stringContaining(mediaType) });
    const { text, place } = pieceWith(extraction, 'nine hundred grams of colza oil');
    expect(place.headings).toEqual(['Oil and Wick']);
    expect(text).toContain('Skarholm | 31 m | white\nVedø | 18 m | red');
    expect(text).toContain('Wipe the glass with vinegar.');
    for (const [heading, sentence] of scripts)
      expect(pieceWith(extraction, sentence).place.headings?.at(-1)).toBe(heading);
  });
});

test('a book is cited by the chapters of its table of contents', async () => {
  const extraction = await extractSample('lanterns.epub');
  expect(extraction).toMatchObject({ title: 'The Lantern Guide' });
  expect(pieceWith(extraction, 'दीपक जलाता है').place).toEqual({
    chapter: 'สถานีแม่น้ำ',
    headings: ['สถานีแม่น้ำ', 'पहाड़ी स्टेशन'],
  });
});

test('a Word document from before 2007 is read in all scripts', async () => {
  const extraction = await extractSample('lanterns.doc');
  expect(extraction).toMatchObject({ mediaType: 'application/msword' });
  for (const [, sentence] of scripts) expect(pieceWith(extraction, sentence).place).toEqual({});
  expect(pieceWith(extraction, 'never fill the lantern').text).toContain('Skarholm | 31 m | white');
});

describe.each(['ferry-pandoc.pptx', 'ferry-libreoffice.pptx', 'ferry.odp'])('%s', (name) => {
  test('slides are cited by number and title, notes as notes', async () => {
    const extraction = await extractSample(name);
    expect(extraction).toMatchObject({ title: 'The Ferry Timetable' });
    expect(pieceWith(extraction, '始発の船は六時五分に島を出ます。').place).toEqual({
      slide: 2,
      headings: ['Morning crossings'],
    });
    expect(pieceWith(extraction, 'the tide table changed in October').place).toEqual({
      slide: 2,
      notes: true,
      headings: ['Morning crossings'],
    });
    expect(pieceWith(extraction, 'Adult | 7.40\nChild | 3.10').place.slide).toBe(3);
    expect(pieceWith(extraction, 'تذاكر الأطفال').place).toMatchObject({ slide: 3, notes: true });
    expect(pieceWith(extraction, '겨울에는 하루에 두 번만').place.headings).toEqual(['겨울 운항']);
  });
});

describe('what cannot be read', () => {
  test.each(['locked.odt', 'locked.doc'])('%s asks for a copy without a password', async (name) => {
    expect(await extractSample(name)).toMatchObject({ code: 'encrypted' });
  });

  test.each([
    'lanterns-pandoc.odt',
    'lanterns-pandoc.rtf',
    'lanterns.epub',
    'lanterns.doc',
    'ferry-pandoc.pptx',
    'ferry.odp',
  ])('%s that was cut off is damaged', async (name) => {
    const bytes = sample(name);
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
    expect(await extractBytes(cut, name)).toMatchObject({ code: 'damaged' });
  });

  test('a wrong name does not matter', async () => {
    expect(await extractBytes(sample('lanterns.epub'), 'a.docx')).toMatchObject({
      mediaType: 'application/epub+zip',
    });
  });

  test('entities that would grow without bound are refused', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>`;
    const bytes = zipOf([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
      { name: 'content.xml', content: bomb },
    ]);
    expect(await extractBytes(bytes, 'a.odt')).toMatchObject({ code: 'damaged' });
  });

  test('XML nested a hundred thousand deep is refused', async () => {
    const deep = `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`;
    const bytes = zipOf([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
      { name: 'content.xml', content: deep },
    ]);
    expect(await extractBytes(bytes, 'a.odt')).toMatchObject({ code: 'damaged' });
  });

  test('a book that is locked for a shop says so', async () => {
    const bytes = zipOf([
      { name: 'mimetype', content: 'application/epub+zip' },
      {
        name: 'META-INF/encryption.xml',
        content: '<encryption><CipherReference URI="text/one.xhtml"/></encryption>',
      },
    ]);
    expect(await extractBytes(bytes, 'a.epub')).toMatchObject({
      code: 'encrypted',
      reason: expect.stringContaining('DRM'),
    });
  });
});
