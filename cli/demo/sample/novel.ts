/** A novel that is being written. */
import { pick, section, series, type SampleProject } from './shape.ts';

const chapters = [
  'The wick',
  'Low water',
  'A letter from Brackmouth',
  'The keeper’s ledger',
  'Fog',
  'What Silas saw',
  'The second lamp',
  'Salt',
  'The trial of lights',
] as const;
const characters = [
  ['Maren Tolliver', 'is nineteen, left-handed, and counts steps when she is afraid'],
  ['Silas Tolliver', 'her father, keeps the lamp and never learned to swim'],
  ['Aunt Perpetua', 'runs the chandlery and reads other people’s letters'],
  ['Captain Roe', 'limps on the right and lies about why'],
  ['Brother Anselm', 'grows leeks and knows who built the second lamp'],
  ['Widow Kest', 'speaks only in questions'],
] as const;

export const novel: SampleProject = {
  name: 'The Lamplighter’s Daughter',
  description: 'A novel in eighteen chapters, set on the coast in 1871. Drafts, characters, time line.',
  files: [
    ...chapters.map((title, at) => ({
      folder: 'Novel/Chapters',
      name: `Chapter ${String(at + 1).padStart(2, '0')} ${title}.docx`,
      sections: [
        section(
          title,
          `Maren counted ${40 + at * 7} steps to the lamp room, and on the last of them she stopped, for somebody had been there before her.`,
          `${pick(characters, at + 1)[0]} had left the door unlatched again, and the wind from the sea moved the pages of the ledger one by one.`,
          'Below, the water drew back from the stones with the sound of a breath that is held.',
        ),
        section(
          'Later that night',
          `She wrote the hour into the ledger, ${1 + (at % 11)} past midnight, and beside it a word she could not explain.`,
        ),
      ],
    })),
    {
      folder: 'Novel/Notes',
      name: 'Characters.md',
      sections: characters.map(([name, what]) => section(name, `${name} ${what}.`)),
    },
    {
      folder: 'Novel/Notes',
      name: 'Time line.xlsx',
      table: {
        header: ['Chapter', 'Date', 'Moon', 'High water'],
        rows: chapters.map((_, at) => [
          at + 1,
          `1871-10-${String(3 + at * 3).padStart(2, '0')}`,
          pick(['new', 'waxing', 'full', 'waning'], at),
          `${String(2 + at).padStart(2, '0')}:20`,
        ]),
      },
    },
    {
      folder: 'Novel/Notes',
      name: 'Letter to the editor.eml',
      sections: [
        section(
          'Dear Helena',
          'Chapters one to nine are attached in their third draft. The fog chapter still needs its last page.',
        ),
      ],
    },
  ],
  memories: [
    'voice: Third person, past tense, close to Maren; nobody else’s thoughts.',
    'voice: No similes in dialogue.',
    'style: British spelling; single quotation marks.',
    'plot: The second lamp was built by smugglers, and Anselm knows it from the start.',
    'plot: Silas dies in chapter sixteen, off the page.',
    'plot: Maren never finds out who wrote the letter from Brackmouth.',
    'setting: The lamp room is reached by 96 steps; earlier drafts said 88.',
    'setting: The story runs from 3 October to 27 November 1871.',
    'work: A chapter has between 3,200 and 4,000 words.',
    'work: Helena gets three chapters on the first of each month.',
    ...characters.map(([name, what]) => `characters: ${name} ${what}.`),
    ...chapters.map((title, at) => `draft: Chapter ${at + 1}, "${title}", is in draft ${1 + (at % 3)}.`),
    ...series(5, (n) => `motif: The ledger lies open in chapter ${n * 3}.`),
  ],
  namespace: 'progress',
  entries: { words: 41_870, 'words:goal': 68_000, 'chapter:current': 10, streak: 12 },
  conversations: [
    {
      title: 'How many steps',
      turns: [
        'How many steps lead to the lamp room?',
        '96 since the second draft; chapter one still says 88.',
        'Then chapter one is wrong. Remember 96.',
      ],
    },
  ],
  questions: ['how many steps to the lamp room', 'who built the second lamp', 'Captain Roe', 'spelling'],
};
