/** A research project about a salt meadow. */
import { pick, section, series, type SampleProject } from './shape.ts';

const plants = [
  'sea aster',
  'glasswort',
  'sea lavender',
  'saltmarsh grass',
  'sea purslane',
  'thrift',
  'cord grass',
  'sea plantain',
] as const;
const weather = ['calm and grey', 'windy from the west', 'bright after rain', 'foggy until ten'] as const;

export const meadow: SampleProject = {
  name: 'Tidal meadow study',
  description: 'Six years of vegetation on twelve plots of the Aldersand salt meadow.',
  files: [
    ...series(7, (n) => ({
      folder: 'Study/Field notes',
      name: `Field notes week ${String(n + 14)}.md`,
      sections: [
        section(
          'Weather and tide',
          `It was ${pick(weather, n)}. High water reached mark ${30 + n * 2} on the pole at plot 4.`,
        ),
        section(
          'Plots',
          `On plot ${n} the ${pick(plants, n)} covers ${12 + n * 4} of 100 squares, more than last year.`,
          `Plot ${n + 5} was grazed; ${pick(plants, n + 3)} is down to ${30 - n} squares.`,
        ),
      ],
    })),
    {
      folder: 'Study/Data',
      name: 'Cover by plot.xlsx',
      table: {
        header: ['Plot', 'Year', 'Species', 'Cover', 'Elevation'],
        rows: series(96, (n) => [
          1 + (n % 12),
          2021 + (n % 6),
          pick(plants, n),
          4 + ((n * 37) % 61),
          1.1 + (n % 9) / 10,
        ]),
      },
    },
    {
      folder: 'Study/Data',
      name: 'Tide gauge.csv',
      table: {
        header: ['Date', 'High water (m)', 'Low water (m)', 'Salinity'],
        rows: series(60, (n) => [
          `2026-${String(1 + (n % 9)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
          2.1 + (n % 11) / 10,
          0.3 + (n % 5) / 10,
          28 + (n % 6),
        ]),
      },
    },
    {
      folder: 'Study/Paper',
      name: 'Draft 3.docx',
      sections: [
        section(
          'Abstract',
          'Over six years, sea aster spread upwards on eight of twelve plots where grazing had ended.',
        ),
        section(
          'Methods',
          'Each plot is a square of ten metres, read in 100 squares by two people who do not see each other’s counts.',
          'Elevation was levelled each spring to the centimetre.',
        ),
        section(
          'Results',
          'Cover of sea aster rose from 9 to 31 squares on ungrazed plots and stayed at 8 on grazed ones.',
        ),
        section(
          'Open questions',
          'Whether the wet summer of 2024 explains the jump on plot 7 is not settled.',
        ),
      ],
    },
    {
      folder: 'Study/Paper',
      name: 'Review comments.pdf',
      sections: [
        section(
          'Reviewer 1',
          'The authors should say how counts of the two observers were combined.',
          'Figure 2 needs error bars.',
        ),
        section(
          'Reviewer 2',
          'I would like to see the analysis without plot 7.',
          'The title promises more than six years can show.',
        ),
      ],
    },
    {
      folder: 'Study/Talks',
      name: 'Spring colloquium.pptx',
      sections: [
        section('Why salt meadows', 'They slow the waves', 'They keep carbon'),
        section('What we did', 'Twelve plots', 'Six years', 'Two counts each'),
        section('What we saw', 'Sea aster moves up where nobody grazes'),
      ],
    },
    {
      folder: 'Study/Admin',
      name: 'Permit Aldersand.pdf',
      sections: [
        section(
          'Permit',
          'Entry to the meadow is allowed from 1 April to 15 October, outside the two weeks after the first lapwing nest.',
        ),
        section('Conditions', 'No more than four people at a time. Poles are removed by 31 October.'),
      ],
    },
  ],
  memories: [
    'method: Counts of the two observers are averaged; differences above five squares are counted again.',
    'method: Elevation is levelled against bolt B on the sluice, 2.413 m above datum.',
    'rule: Nobody enters the meadow in the two weeks after the first lapwing nest.',
    'writing: The paper goes to a journal that charges no fees.',
    'writing: We write "salt meadow", never "salt marsh", as the grant does.',
    'analysis: Plot 7 is left out of the main figure and shown in the supplement.',
    'analysis: Scripts use metres and degrees Celsius throughout.',
    'people: Orla Venn keeps the data; Dr Pask signs permits.',
    'money: Travel is charged to grant line 4 until the end of March.',
    'people: Reviewer 2 wants the analysis without plot 7; we agreed to it.',
    ...series(
      12,
      (n) =>
        `plots: Plot ${n} lies ${n % 2 === 0 ? 'behind' : 'before'} the old dyke and is ${n % 3 === 0 ? 'grazed by sheep' : 'not grazed'}.`,
    ),
    ...plants.map(
      (plant, at) =>
        `species: The code for ${plant} in the tables is ${plant.slice(0, 3).toUpperCase()}${at + 1}.`,
    ),
  ],
  namespace: 'analysis',
  entries: {
    'last-import': '2026-09-30',
    'model:version': 4,
    'plots:excluded': [7],
    thresholds: { recount: 5, outlier: 2.5 },
  },
  conversations: [
    {
      title: 'Answering reviewer 2',
      turns: [
        'How do we answer the request to leave out plot 7?',
        'Without plot 7 the rise is from 9 to 27 squares instead of 31; the conclusion stands.',
        'Good. Put both numbers into the reply and the figure into the supplement.',
        'The reply now gives both numbers and points to figure S3.',
      ],
    },
    {
      title: 'Field week 22',
      turns: [
        'May we go out next Monday?',
        'The first lapwing nest was seen on the 18th, so not before the first of the month.',
      ],
    },
  ],
  questions: ['who keeps the data', 'sea aster cover', 'lapwing', 'how are counts combined', 'permit dates'],
};
