/** Code and data are cited by the lines that are quoted. */
import { expect, test } from 'vitest';
import { extractBytes, extractSample, pieceWith, sample } from '../fixtures.suite.ts';

test.each([
  ['stations.json', 'application/json', '"name": "Kettla Ness", "gauge": "0.97 m"'],
  ['lamp.yaml', 'application/yaml', 'fog_signal:\n  blasts: 3'],
  ['catalogue.xml', 'application/xml', '<founder>Taylor of Loughborough</founder>'],
  ['tide.py', 'text/plain', 'return (moon_age * 0.8136 + 1.2) % 12.42'],
])('%s', async (name, mediaType, quote) => {
  const extraction = await extractSample(name);
  expect(extraction).toMatchObject({ mediaType });
  const { text, place } = pieceWith(extraction, quote);
  const lines = sample(name).toString().split('\n');
  expect(withoutGaps(lines.slice(place.line_start! - 1, place.line_end).join('\n'))).toBe(text);
});

test('a long file is broken between its functions, and every part cites its own lines', async () => {
  const source = Array.from(
    { length: 60 },
    (_, i) => `export function step${i}(): number {\n  // ${'word '.repeat(20)}\n\n  return ${i};\n}\n`,
  ).join('\n');
  const extraction = await extractBytes(source, 'steps.ts');
  const lines = source.split('\n');
  if (extraction.state === 'error') throw new Error(extraction.reason);
  expect(extraction.pieces.length).toBeGreaterThan(5);
  for (const { text, place } of extraction.pieces) {
    expect(text).toMatch(/^export function/);
    expect(
      lines
        .slice(place.line_start! - 1, place.line_end)
        .join('\n')
        .trimEnd(),
    ).toBe(text);
  }
});

/** Between the parts of a passage stands one empty line, however many the file has. */
function withoutGaps(text: string): string {
  return text.replaceAll(/\n{3,}/g, '\n\n');
}
