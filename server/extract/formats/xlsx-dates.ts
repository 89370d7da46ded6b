/** Which numbers of a workbook are dates, and what day each is. */
import { child, descendants, elements, parseXml } from './xml.ts';

export interface Dates {
  /** Whether cells of this style (the `s` of a cell) hold dates. */
  isDate(style: number): boolean;
  /** As if the written time were UTC. */
  dateOf(serial: number): Date;
}

/** Formats that every workbook knows by number (ECMA-376, 18.8.30), those of East Asian calendars included. */
function isKnownDateFormat(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Letters of days and times; what is quoted, escaped or in brackets (colours, conditions) is not looked at, `[h]` is. */
function isDateFormat(code: string): boolean {
  const bare = code.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '');
  return /[dmyhs]/i.test(bare.split(';')[0]!.replaceAll(/general/gi, ''));
}

const dayMs = 86_400_000;
/** Days from the beginning of each calendar to 1970. */
const epoch = { 1900: 25_569, 1904: 24_107 } as const;

/** @throws Unreadable damaged. */
export function createDates(styles: Uint8Array | undefined, calendar: 1900 | 1904): Dates {
  const dated = styles === undefined ? [] : datedStyles(styles);
  return {
    isDate: (style) => dated[style] === true,
    dateOf(serial) {
      // The calendar of 1900 knows a 29 February that never was: days before it are one later.
      const days = calendar === 1900 && serial < 60 ? serial + 1 : serial;
      return new Date(Math.round((days - epoch[calendar]) * dayMs));
    },
  };
}

function datedStyles(styles: Uint8Array): boolean[] {
  const root = parseXml(styles);
  const own = new Map(
    [...descendants(root, 'numFmt')].map(({ attributes }) => [
      Number(attributes['numFmtId']),
      isDateFormat(attributes['formatCode'] ?? ''),
    ]),
  );
  const formats = child(root, 'cellXfs');
  return (formats === undefined ? [] : elements(formats)).map(({ attributes }) => {
    const id = Number(attributes['numFmtId'] ?? 0);
    return own.get(id) ?? isKnownDateFormat(id);
  });
}
