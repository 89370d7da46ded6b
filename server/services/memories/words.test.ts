/** How alike texts are, and that those that are alike share a hash. */
import { describe, expect, it } from 'vitest';
import { mayResemble, nearlySame, resemblance, shapeOf } from './words.ts';

const paragraph =
  'Invoices go out on the fifth of the month by post and by mail, and Ann checks each of them against the ledger before they leave the house.';

describe('two texts', () => {
  it.each([
    ['in other case and punctuation', 'Tea at four!', 'tea, at four'],
    ['with and without articles', 'The user prefers the dark mode', 'User prefers dark mode.'],
    ['in another Unicode form', 'Café ﬁne', 'Cafe\u0301 fine'],
  ])('%s are the same', (_what, one, other) => {
    expect(resemblance(shapeOf(one), shapeOf(other))).toBe(1);
  });

  it.each([
    ['a number', paragraph, paragraph.replace('fifth', '5'), 0],
    ['a negation', paragraph, paragraph.replace('go out', 'do not go out'), 0],
    [
      'a negation in short',
      'The user does like long walks at night',
      "The user doesn't like long walks at night",
      0,
    ],
  ])('that differ in %s are not', (_what, one, other, expected) => {
    expect(resemblance(shapeOf(one), shapeOf(other))).toBe(expected);
  });

  it('that differ in a word of many are nearly the same, and in a word of few are not', () => {
    expect(resemblance(shapeOf(paragraph), shapeOf(paragraph.replace('house', 'office')))).toBeGreaterThan(
      nearlySame,
    );
    const [gate, door] = ['northern', 'southern'].map((one) =>
      shapeOf(`Deliveries come through the ${one} gate.`),
    );
    expect(gate && door && resemblance(gate, door)).toBeLessThan(nearlySame);
  });

  it('that are nearly the same share a band nearly always, and others seldom', () => {
    const words = Array.from(
      { length: 400 },
      (_, at) =>
        `word${String.fromCodePoint(97 + (at % 26))}${at % 7}x${at}`.replace(/\d/g, 'q') +
        'abcdefghij'[at % 10] +
        'klmnopqrst'[Math.floor(at / 10) % 10] +
        'uvwxyz'[Math.floor(at / 100)],
    );
    let [met, strangers, denied, taken] = [0, 0, 0, 0];
    for (let at = 0; at < 300; at++) {
      const text = words.slice(at, at + 30);
      const other = text.with(at % 30, 'another');
      const shape = shapeOf(text.join(' '));
      const near = shapeOf(other.join(' '));
      const far = shapeOf(words.slice(at + 20, at + 50).join(' '));
      const share = (many: readonly string[]) => many.some((band, which) => band === shape.bands[which]);
      if (share(near.bands)) met++;
      if (share(shapeOf(words.slice(at + 40, at + 70).join(' ')).bands)) strangers++;
      if (!mayResemble(shape, near.sketch)) denied++;
      if (mayResemble(shape, far.sketch)) taken++;
    }
    expect(met).toBeGreaterThan(285);
    expect(strangers).toBeLessThan(3);
    expect(denied).toBeLessThan(2);
    expect(taken).toBeLessThan(30);
    expect(mayResemble(shapeOf(paragraph), new Uint8Array(0))).toBe(true);
  });
});
