/** Short facts such as people write down, all different, from words that repeat as they do in life. */

const people = [
  'Ann',
  'Ben',
  'Cleo',
  'Dora',
  'Emil',
  'Fred',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kira',
  'Lars',
];
const verbs = [
  'keeps',
  'wants',
  'prefers',
  'orders',
  'repairs',
  'reviews',
  'plans',
  'paints',
  'sells',
  'borrows',
];
const things =
  'reports lamps invoices boats recipes tickets servers gardens letters bicycles maps clocks'.split(' ');
const places =
  'harbour office attic kitchen library station market workshop cellar garden school tower'.split(' ');
const syllables = 'ba de fi go hu ka le mi no pu ra se ti vo wu za'.split(' ');

/** A word of its own for a number, as names and products have. */
function wordOf(at: number): string {
  let word = '';
  for (let rest = at + 4_096; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

function pick(words: readonly string[], at: number): string {
  return words[at % words.length] as string;
}

export function textOf(at: number): string {
  const [mixed, more] = [(at * 2_654_435) >>> 3, (at * 40_503) >>> 2];
  return (
    `${pick(people, mixed)} ${pick(verbs, more)} the ${wordOf(at)} ${pick(things, mixed >>> 4)} in the ` +
    `${pick(places, more >>> 4)}, because ${pick(people, more >>> 7)} ${pick(verbs, mixed >>> 9)} ${pick(things, more >>> 9)} there.`
  );
}

/** A word of the text alone, which each of the peers finds: server-memory looks for the query as a piece of text. */
export function questionOf(at: number): string {
  return wordOf(at);
}
