/** A journey that is being planned. */
import { pick, section, series, type SampleProject } from './shape.ts';

const packed = [
  'the pump',
  'the first aid kit',
  'the tide table',
  'the cooking pot',
  'both maps',
  'the spare tube',
] as const;
const riders = ['Ines', 'Tomas', 'Mira', 'Jonas'] as const;
const islands = ['Skarre', 'Little Hallow', 'Ronsay', 'Mell', 'Great Hallow'] as const;

export const trip: SampleProject = {
  name: 'Spring trip to the islands',
  description: 'Ten days by ferry and bicycle in May: bookings, packing, ideas.',
  files: [
    ...series(4, (n) => ({
      folder: 'Trip/Bookings',
      name: `Booking ${pick(islands, n)}.eml`,
      sections: [
        section(
          `Your stay on ${pick(islands, n)}`,
          `Two rooms from ${8 + n * 2} to ${10 + n * 2} May, breakfast included. Bicycles stand dry in the boat shed.`,
          `The reference is IS-${4_100 + n * 13}. Cancel free of charge until the first of April.`,
        ),
      ],
    })),
    {
      folder: 'Trip',
      name: 'Itinerary.md',
      sections: islands.map((island, at) =>
        section(
          `Days ${at * 2 + 1} and ${at * 2 + 2}: ${island}`,
          `Ferry at ${8 + at}:15, then ${14 + at * 3} km by bicycle around the ${at % 2 === 0 ? 'north' : 'south'} shore.`,
        ),
      ),
    },
    {
      folder: 'Trip',
      name: 'Budget.csv',
      table: {
        header: ['What', 'Each', 'Number', 'Sum'],
        rows: islands.map((island, at) => [`Rooms on ${island}`, 74 + at * 6, 2, (74 + at * 6) * 2]),
      },
    },
    {
      folder: 'Trip',
      name: 'Bicycle rules.pdf',
      sections: [
        section(
          'On board',
          'Bicycles travel free on all ferries but the fast one. Arrive twenty minutes early and walk up the ramp.',
        ),
        section(
          'On the islands',
          'Trailers are not allowed on the causeway of Mell within two hours of high water.',
        ),
      ],
    },
    {
      folder: 'Trip',
      name: 'Packing.json',
      text: `${JSON.stringify({ shared: ['pump', 'tube', 'first aid', 'tide table'], each: ['rain jacket', 'lamp', 'towel', 'cup'] }, null, 2)}\n`,
    },
  ],
  memories: [
    'travel: We take the slow ferry, because bicycles are free on it.',
    'travel: Nobody cycles more than 35 km a day on this trip.',
    'food: Breakfast is booked everywhere; dinners are not.',
    'booking: All rooms can be cancelled until the first of April.',
    'rule: The causeway of Mell is closed within two hours of high water.',
    'people: Jonas gets seasick; tablets half an hour before.',
    ...packed.map((thing, at) => `packing: ${pick(riders, at)} carries ${thing}.`),
    ...islands.map(
      (island, at) =>
        `ferries: The ferry to ${island} leaves at ${8 + at}:15 and takes ${35 + at * 10} minutes.`,
    ),
    ...islands.map(
      (island, at) =>
        `ideas: On ${island} we want to see the ${pick(['seal bay', 'lighthouse', 'chapel', 'peat museum', 'bird cliff'], at)}.`,
    ),
  ],
  namespace: 'trip',
  entries: { 'budget:left': 640, 'booked:islands': 4, packed: false },
  conversations: [
    {
      title: 'Crossing to Mell',
      turns: [
        'When can we cross the causeway on the 14th?',
        'High water is at 11:40, so before 9:40 or after 13:40.',
      ],
    },
  ],
  questions: ['bicycles on the ferry', 'causeway of Mell', 'cancel rooms until when'],
};
