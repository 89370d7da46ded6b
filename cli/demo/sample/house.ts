/** A household: its house, its papers, its people. */
import { pick, section, series, type SampleProject } from './shape.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
] as const;
const people = [
  ['Ines', '4 March', 'is allergic to hazelnuts'],
  ['Tomas', '19 July', 'takes a size 43 shoe'],
  ['Mira', '2 November', 'plays the viola on Tuesdays at five'],
  ['Jonas', '28 May', 'swims on Thursdays and needs a towel in his bag'],
  ['Grandmother Edda', '30 December', 'prefers letters to telephone calls'],
  ['Uncle Bram', '11 August', 'keeps our spare key'],
] as const;
const rooms = [
  'kitchen',
  'hall',
  'bathroom',
  'study',
  'bedroom',
  "children's room",
  'cellar',
  'attic',
] as const;
const paints = [
  'Oatmeal 12',
  'Slate 40',
  'Harbour 7',
  'Fern 22',
  'Chalk 1',
  'Apricot 31',
  'Stone 18',
  'White 0',
] as const;

export const house: SampleProject = {
  name: 'House and family',
  description: 'Everything about the house in Millrace Lane and the five who live in it.',
  files: [
    {
      folder: 'House/Manuals',
      name: 'Boiler manual.pdf',
      sections: [
        section(
          'Before you start',
          'The boiler heats water for eight radiators and two taps. Keep the vent on the north wall free of leaves and snow.',
          'The pressure stands between 1.2 and 1.8 bar when the system is cold.',
        ),
        section(
          'Filling up',
          'If the pressure falls below 1.0 bar, open the blue valve under the casing until the needle reaches 1.5 bar, then close it firmly.',
          'If it falls again within a week, there is a leak: call the installer.',
        ),
        section(
          'Faults',
          'E4 means that the exhaust is blocked. E7 means that the flame went out: wait five minutes and press reset once.',
          'Have the boiler serviced every October; the warranty depends on it.',
        ),
      ],
    },
    {
      folder: 'House/Manuals',
      name: 'Dishwasher quick guide.html',
      sections: [
        section(
          'Programmes',
          'Eco takes three hours and the least water. Quick takes 35 minutes and does not dry.',
        ),
        section(
          'Salt',
          'Refill the salt when the lamp S lights up, about every six weeks with our hard water.',
        ),
      ],
    },
    {
      folder: 'House/Papers',
      name: 'Home insurance policy.docx',
      sections: [
        section(
          'What is insured',
          'The house in Millrace Lane 8 and its contents up to 85,000, against fire, storm and burst pipes.',
        ),
        section(
          'What is not',
          'Flooding from the river is excluded. Bicycles outside the house are covered up to 600 when they were locked.',
        ),
        section(
          'Claims',
          'Report damage within seven days. The policy number is HH-20417-B; the excess is 250.',
        ),
      ],
    },
    {
      folder: 'House/Papers',
      name: 'Roof quote.docx',
      sections: [
        section(
          'Offer',
          'Replacing 34 cracked tiles and the lead around the chimney: 2,380 including scaffolding.',
        ),
        section('Terms', 'The offer stands until the end of May. Work takes four dry days.'),
      ],
    },
    {
      folder: 'House/Papers',
      name: 'Boiler label.png',
      lines: ['BOILER', 'LAST SERVICE 10 2026', 'CALL HALLORAN'],
    },
    {
      folder: 'House/Bills',
      name: 'Electricity.xlsx',
      table: {
        header: ['Month', 'Meter', 'kWh', 'Cost'],
        rows: months.map((month, at) => [month, 40_210 + at * 287, 287 - at * 9, 91.84 - at * 2.88]),
      },
    },
    {
      folder: 'House/Bills',
      name: 'Water.csv',
      table: {
        header: ['Month', 'Cubic metres', 'Cost'],
        rows: months.map((month, at) => [month, 11 + (at % 4), 38.5 + (at % 4) * 3.5]),
      },
    },
    ...series(4, (n) => ({
      folder: 'House/School',
      name: `School letter ${n}.eml`,
      sections: [
        section(
          `To the parents of class ${n + 2}b`,
          pick(
            [
              'The autumn walk to the heron pond is on the 9th. Please send boots and a warm drink.',
              'Lunch money is due on the first Monday of each month and is now 34 for the month.',
              'The viola lessons move to the music room on Tuesdays at five.',
              'School is closed on the 6th because the heating is being replaced.',
            ],
            n - 1,
          ),
        ),
      ],
    })),
    {
      folder: 'House/Garden',
      name: 'Garden year.md',
      sections: [
        section(
          'Spring',
          'Prune the apple tree before the buds open. Sow peas along the south fence in March.',
        ),
        section('Summer', 'Water the tomatoes in the morning, never on the leaves.'),
        section('Autumn', 'Plant garlic in October, a hand apart. Clear the gutters after the last leaves.'),
      ],
    },
    {
      folder: 'House/Recipes',
      name: 'Edda’s plum cake.txt',
      sections: [
        section('Needed', 'A kilo of plums, 300 g flour, 150 g butter, 120 g sugar, two eggs, a lemon.'),
        section('How', 'Halve the plums. Bake at 180 degrees for 50 minutes. No hazelnuts, because of Ines.'),
      ],
    },
  ],
  memories: [
    'house: The boiler is serviced every October by Halloran & Sons; their number stands on the casing.',
    'house: The main water tap is behind the shelf in the cellar and turns to the right.',
    'house: Paper and glass are collected on alternate Wednesdays; bins go out the evening before.',
    'money: Bills are paid from the joint account on the 5th of the month.',
    'money: The budget for groceries is 780 a month; tell us when a plan goes beyond it.',
    'school: Mira is in class 5b and Jonas in class 3b.',
    'food: Dinners are vegetarian from Monday to Thursday.',
    'food: No hazelnuts in anything that Ines may eat.',
    'garden: The apple tree is an old Bramley and bears every second year.',
    'car: The car needs winter tyres from the first week of November.',
    ...people.map(([name, day]) => `family: ${name}'s birthday is on ${day}.`),
    ...people.map(([name, , fact]) => `family: ${name} ${fact}.`),
    ...rooms.map((room, at) => `house: The walls of the ${room} are painted in ${paints[at]}.`),
  ],
  namespace: 'home',
  entries: {
    'heating:day': 20.5,
    'heating:night': 17,
    'wifi:guest-name': 'Millrace guests',
    'meter:electricity': 42_506,
    shopping: ['oats', 'lemons', 'dishwasher salt'],
    'chores:week': { dishes: 'Jonas', bins: 'Mira', hoover: 'Tomas' },
  },
  conversations: [
    {
      title: 'Planning Edda’s visit',
      turns: [
        'Grandmother Edda comes for the last week of the year. What do we need?',
        'She arrives on 27 December. The attic room needs the small heater, and her birthday is on the 30th.',
        'Then plum cake, and write it down that she likes the window side.',
        'Noted: she sleeps on the window side, and the cake is for the 30th.',
      ],
    },
  ],
  questions: ['when is the boiler serviced', 'is flooding insured', 'Mira viola lesson', 'plum cake'],
};
