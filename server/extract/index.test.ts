/** Files of every format through real child processes: what is read, and where it stood. */
import { describe, expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith, sample, streamOf, testExtractor } from './fixtures.suite.ts';

describe('PDF', () => {
  test('a sentence is cited by the page it stands on, and by the headings above it', async () => {
    const extraction = await extractSample('orchard.pdf');

    expect(extraction).toMatchObject({
      mediaType: 'application/pdf',
      title: 'The Orchard Handbook',
      pages: 4,
    });
    expect(pieceWith(extraction, 'Prune the old Bramley on the third Saturday of February').place).toEqual({
      page: 3,
      headings: ['The Orchard Handbook', 'Pruning'],
    });
    expect(pieceWith(extraction, 'the eighth crushed the lowest in 2019').place.page).toBe(4);
  });

  test('pages carry the labels that the document gives them', async () => {
    const extraction = await extractSample('labelled.pdf');
    expect(pieceWith(extraction, 'eleven thousand litres').place).toMatchObject({
      page: 2,
      page_label: 'ii',
    });
    expect(pieceWith(extraction, 'sealed with beeswax').place).toMatchObject({ page: 3, page_label: '1' });
  });

  test('two columns are read one after the other, with words and paragraphs whole across lines', async () => {
    const { text } = pieceWith(await extractSample('columns.pdf'), 'The first column begins');
    expect(text).toContain('the light was shown for sixteen hours');
    expect(text).toContain('sent people to take their turns at the rope');
    expect(text.indexOf('The lens was ground')).toBeLessThan(text.indexOf('The second half tells'));
  });

  test('East Asian lines join without spaces, and drawn radicals become the characters they stand for', async () => {
    const { text, place } = pieceWith(await extractSample('japanese.pdf'), '本を馬で運び上げ');
    expect(text).toContain('標高千二百メートルの村にあり、冬の間は雪で道が閉ざされる。');
    expect(place).toEqual({ page: 1, headings: ['山の図書館'] });
  });

  test('one that only its owner may change is read', async () => {
    const extraction = await extractSample('owner-locked.pdf');
    expect(pieceWith(extraction, 'drinks forty litres a week').place.page).toBe(2);
  });
});

describe('Word', () => {
  test.each(['survey-pandoc.docx', 'survey-libreoffice.docx'])(
    '%s keeps headings, tables and lists',
    async (name) => {
      const extraction = await extractSample(name);

      expect(extraction).toMatchObject({
        title: 'River Survey',
        mediaType: expect.stringContaining('wordprocessingml'),
      });
      const table = pieceWith(
        extraction,
        'Place | Depth | Flow\nSpring | 0.2 m | slow\nSecond weir | 1.8 m | fast',
      );
      expect(table.place).toEqual({ headings: ['River Survey', 'Upper reach', 'Measurements'] });
      expect(pieceWith(extraction, '2. The old sluice has not moved since 1987.').place.headings).toEqual([
        'River Survey',
        'Lower reach',
      ]);
    },
  );
});

describe('text', () => {
  test.each([
    ['latin-1.txt', 'mesuré et noté : vingt-sept mètres.\nÉté comme hiver', 1],
    ['shift-jis.txt', '灯台守は毎晩四時間ごとにぜんまいを巻き', 1],
    ['utf-16.txt', 'Паром отходит в семь часов, и капитан не ждёт.', 1],
    ['utf-16-no-mark.txt', 'It returns at dawn.', 1],
    ['notes.txt', 'The council agreed to place twelve hives', 1],
  ])('%s is decoded and cited by line', async (name, sentence, line) => {
    const extraction = await extractSample(name);
    expect(extraction).toMatchObject({ mediaType: 'text/plain' });
    expect(pieceWith(extraction, sentence).place.line_start).toBe(line);
  });

  test('Markdown is cited by heading and line', async () => {
    const extraction = await extractSample('ledger.md');
    expect(extraction).toMatchObject({ mediaType: 'text/markdown', title: 'Harbour Ledger' });
    expect(pieceWith(extraction, 'Kestrel | new rudder | 4').place).toEqual({
      headings: ['Harbour Ledger', 'Boats', 'Repairs'],
      line_start: 14,
      line_end: 19,
    });
  });

  test('HTML gives what a reader sees and nothing else', async () => {
    const extraction = await extractSample('museum.html');
    expect(extraction).toMatchObject({ mediaType: 'text/html', title: 'The Clock Museum' });
    expect(pieceWith(extraction, 'Tuesday | 10 to 4').place.headings).toEqual([
      'The Clock Museum',
      'Opening hours',
    ]);
    expect(JSON.stringify(extraction)).not.toContain('must not be indexed');
  });

  test('CSV rows are cited by line', async () => {
    const extraction = await extractSample('rain.csv');
    expect(extraction).toMatchObject({ mediaType: 'text/csv' });
    expect(pieceWith(extraction, 'Carrow | 2031-03-02 | 31.25 | the "long" storm').place).toEqual({
      line_start: 1,
      line_end: 5,
    });
  });
});

describe('names that do not fit', () => {
  test('a PDF by any other name is read as a PDF', async () => {
    const extraction = await extractBytes(sample('orchard.pdf'), 'orchard.txt');
    expect(extraction).toMatchObject({ state: 'okay', mediaType: 'application/pdf' });
  });

  test('a page without an extension is read as a page', async () => {
    const extraction = await extractBytes(sample('museum.html'), 'museum');
    expect(extraction).toMatchObject({ state: 'okay', mediaType: 'text/html' });
  });
});

test('content that arrives byte by byte, and more of it than was announced, is read whole', async () => {
  const bytes = sample('notes.txt');
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const extraction = await testExtractor().extract({
    content: streamOf(...chunks),
    size: 10,
    name: 'notes.txt',
  });
  expect(pieceWith(extraction, 'Next meeting: the second Tuesday of June.').place.line_end).toBe(7);
});

test('files read at the same time do not get in each other’s way', async () => {
  const extractor = testExtractor();
  const names = ['orchard.pdf', 'notes.txt', 'museum.html', 'survey-pandoc.docx', 'ledger.md', 'rain.csv'];
  const sentences = ['Bramley', 'twelve hives', 'three hundred', 'Trout', 'pilot', 'Bramcote'];
  const extractions = await Promise.all(
    names.map((name) =>
      extractor.extract({ content: streamOf(sample(name)), size: sample(name).length, name }),
    ),
  );
  const found = extractions.map((extraction, index) => pieceWith(extraction, sentences[index]!));
  expect(found).toHaveLength(names.length);
});
