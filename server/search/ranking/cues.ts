/** What a text gives away of itself without being understood: bits that are kept in the index and weighed in ranking. */

export const cues = {
  /** Says when: a weekday, a month, a year, "yesterday", "last week", "two days ago". */
  temporal: 1,
  number: 2,
  /** A name: a capitalised word that does not begin a sentence. */
  name: 4,
  /** A name after "in", "at", "to", "from" or "near". */
  place: 8,
  firstPerson: 16,
  /** Ends in a question mark. */
  asks: 32,
  /** Asks anywhere. */
  question: 64,
  greeting: 128,
  /** Thanks, praise and other words without content. */
  courtesy: 256,
  /** Gives a reason. */
  reason: 512,
  /** Says how long or how often. */
  duration: 1_024,
  /** Was said by an assistant, or by a user of one. */
  assistant: 2_048,
  user: 4_096,
  /** Lists things: several commas or "and"s. */
  list: 8_192,
} as const;

const month =
  'jan(?:uary)?|feb(?:ruary)?|march|april|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const unit = '(?:minute|hour|day|night|week|weekend|month|year|decade|summer|winter|spring|fall|autumn)s?';

const patterns: readonly (readonly [number, RegExp])[] = [
  [
    cues.temporal,
    new RegExp(
      String.raw`\b(?:${month}|${weekday}s?|yesterday|today|tonight|tomorrow|recently|ago|(?:19|20)\d\d|(?:last|next|this|past|few|couple of|other)\s+(?:\w+\s+)?${unit}|since|when i was)\b`,
      'i',
    ),
  ],
  [
    cues.number,
    /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|once|twice|dozen|couple|several|hundred|thousand)\b/i,
  ],
  [cues.name, /(?<=[a-z,;:'’"]\s)(?!I\b)\p{Lu}\p{L}+/u],
  [cues.place, /\b(?:in|at|to|from|near|around|visit(?:ed|ing)?)\s+(?:the\s+)?(?!I\b)\p{Lu}\p{L}+/u],
  [cues.firstPerson, /\b(?:i|i'm|i’m|i've|i’ve|i'd|i'll|my|me|mine|we|our|us)\b/i],
  [cues.asks, /\?["'”’)\]]?\s*$/],
  [cues.question, /\?/],
  [cues.greeting, /^\W*(?:hey|hi|hello|good (?:morning|evening|afternoon)|what's up|long time)\b/i],
  [
    cues.courtesy,
    /\b(?:thanks|thank you|wow|awesome|amazing|congrat(?:s|ulations)|sounds (?:great|good|like|fun)|that's (?:great|awesome|amazing|so)|take care|bye|glad|cool)\b/i,
  ],
  [
    cues.reason,
    /\b(?:because|since|so that|that's why|reason|in order to|due to|helps? me|motivat\w+|inspir\w+)\b/i,
  ],
  [
    cues.duration,
    new RegExp(
      String.raw`\b(?:for|every|each|once a|twice a|per)\s+(?:\w+\s+){0,2}${unit}\b|\b\d+\s+${unit}\b|\b(?:daily|weekly|monthly|often|always|usually)\b`,
      'i',
    ),
  ],
  [cues.list, /(?:,[^,.!?]+){2,}|(?:\band\b[^.!?]+){2,}/i],
];

/** Texts longer than this are judged by their beginning. */
const looked = 2_000;

/** The cues of a text, as a set of bits. */
export function cuesOf(text: string): number {
  const beginning = text.length > looked ? text.slice(0, looked) : text;
  let bits = 0;
  for (const [bit, pattern] of patterns) if (pattern.test(beginning)) bits |= bit;
  return bits;
}
