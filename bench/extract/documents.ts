/** The large documents that `bench:extract` reads: written by other programs, from words that chance chose, kept for the next run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '../../server/search/fixtures.suite.ts';

export interface BenchDocument {
  readonly name: 'book.pdf' | 'few.xlsx' | 'many.xlsx' | 'deck.pptx';
  readonly counted: 'pages' | 'rows' | 'slides';
  readonly count: number;
  readonly path: string;
}

const counts = { pages: 500, rows: 200_000, slides: 300 } as const;
const words =
  'the harbour keeper wrote every evening about ships that came through storm and fog into quiet bays where lanterns burned and people waited for letters from distant towns while rivers carried timber salt grain and news between markets'.split(
    ' ',
  );

/** Makes what is not there yet: LibreOffice writes the PDF and the sheet of few texts, pandoc the deck, openpyxl the sheet of many. */
export function prepareDocuments(folder: string): BenchDocument[] {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => path.join(folder, name);
  const make = (name: string, write: () => void): string => {
    if (!existsSync(at(name))) write();
    return at(name);
  };
  const convert = (from: string, to: string): void =>
    void execFileSync('soffice', ['--headless', '--convert-to', to, '--outdir', folder, at(from)]);
  return [
    {
      name: 'book.pdf',
      counted: 'pages',
      count: counts.pages,
      path: make('book.pdf', () => {
        writeFileSync(at('book.html'), bookOf(createRandom(7)));
        // By way of a text document, because a page of HTML is printed as one long page.
        convert('book.html', 'odt');
        convert('book.odt', 'pdf');
      }),
    },
    {
      name: 'few.xlsx',
      counted: 'rows',
      count: counts.rows,
      path: make('few.xlsx', () => {
        writeFileSync(at('few.csv'), tableOf(createRandom(9)));
        convert('few.csv', 'xlsx');
      }),
    },
    {
      name: 'many.xlsx',
      counted: 'rows',
      count: counts.rows,
      path: make(
        'many.xlsx',
        () => void execFileSync('/usr/bin/python3', ['-c', manyTexts(at('many.xlsx'))]),
      ),
    },
    {
      name: 'deck.pptx',
      counted: 'slides',
      count: counts.slides,
      path: make('deck.pptx', () => {
        writeFileSync(at('deck.md'), deckOf(createRandom(5)));
        execFileSync('pandoc', [at('deck.md'), '-o', at('deck.pptx')]);
      }),
    },
  ];
}

type Random = () => number;

function wordsOf(random: Random, count: number): string {
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
}

function paragraphOf(random: Random): string {
  return Array.from({ length: 6 }, () => `${wordsOf(random, 8 + Math.floor(random() * 10))}.`).join(' ');
}

function bookOf(random: Random): string {
  const page = (number: number): string =>
    `<h2 style="page-break-before:always">Chapter ${number} of the harbour</h2>` +
    Array.from({ length: 6 }, () => `<p>${paragraphOf(random)}</p>`).join('');
  return `<html><head><title>Book</title></head><body>${numbers(counts.pages).map(page).join('\n')}</body></html>`;
}

function tableOf(random: Random): string {
  const row = (number: number): string =>
    [
      number,
      ...wordsOf(random, 6).split(' '),
      ...numbers(3).map(() => Math.round(random() * 1e6) / 100),
    ].join(',');
  return ['Id,Boat,Harbour,Keeper,Cargo,Town,Note,Crew,Cost,Rate', ...numbers(counts.rows).map(row)].join(
    '\n',
  );
}

function deckOf(random: Random): string {
  const slide = (number: number): string =>
    `# Slide ${number}: ${wordsOf(random, 4)}\n\n${numbers(6)
      .map(() => `- ${wordsOf(random, 9)}`)
      .join('\n')}\n`;
  return numbers(counts.slides).map(slide).join('\n');
}

/** Three texts a row that no other row has. */
function manyTexts(file: string): string {
  return `
import openpyxl, random
random.seed(11)
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet('Many')
sheet.append(['Id', 'Boat', 'Keeper', 'Note', 'Crew', 'Cost', 'Day', 'Rate', 'Half', 'Sum'])
word = lambda: random.choice(${JSON.stringify(words)})
for i in range(${counts.rows}):
    sheet.append([i, f'{word()} {i}', f'{word()}-{i}', f'note {word()} {i}', i % 30, i * 1.5, i % 365, i / 7, i / 2, i + 1])
book.save(${JSON.stringify(file)})
`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
