/** What holds for every text of every format: only the entry changes, and remove undoes put. */
import { describe, expect, it } from 'vitest';
import type { ConfigFormat, Slot } from './format.ts';
import { jsonFormat } from './json.ts';
import { tomlFormat } from './toml.ts';
import { yamlFormat } from './yaml.ts';

const entry = { command: '/opt/a "b"/node', args: ['bridge', '--connection', 'x: y'], env: { A: '#1' } };
const other = { command: 'elsewhere', args: [] };

/** Random numbers from a seed, so that a failure can be repeated. */
function chooser(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  return {
    /** One of them. */
    of: <T>(...values: T[]): T => values[Math.floor(next() * values.length)] as T,
    times: <T>(most: number, make: (index: number) => T): T[] =>
      Array.from({ length: Math.floor(next() * (most + 1)) }, (_none, index) => make(index)),
  };
}

type Chooser = ReturnType<typeof chooser>;

function jsonText(choose: Chooser): string {
  const space = (): string => choose.of('', ' ', '\n', '\n\t', '\n    ', ' // a, "b": {\n', ' /* c, } */ ');
  const value = (depth: number): string =>
    depth > 2
      ? choose.of('1', '"a,}"', 'null', '[1 , 2]')
      : choose.of(object(depth), '"x"', `[${object(depth)}]`);
  const object = (depth: number, more: string[] = []): string => {
    const own = choose.times(3, (index) => `"p${index}"${space()}:${space()}${value(depth + 1)}`);
    const all = choose.of([...own, ...more], [...more, ...own]);
    const last = all.length > 0 ? choose.of('', '', ',') : '';
    return `{${space()}${all.join(`${space()},${space()}`)}${last}${space()}}`;
  };
  const container = choose.of([], [`"mcpServers":${space()}${object(1)}`]);
  return `${space()}${object(0, container)}${space()}`;
}

function tomlText(choose: Chooser): string {
  const gap = (): string => choose.of('', '\n', '# note\n', '  # [mcp_servers.keepsake]\n', '\n\n');
  const pair = (index: number): string =>
    `${choose.of('', '  ')}k${index} ${choose.of('=', '= ')}${choose.of('1', '"a#b"', "'x'", '[1,\n 2]', '{ a = 1 }', '"""\ntwo\n"""')}${choose.of('', ' # end')}\n${gap()}`;
  const table = (name: string): string =>
    `${choose.of('', ' ')}[${name}]\n${choose.times(3, pair).join('')}${gap()}`;
  const tables = choose.times(3, (index) => table(choose.of(`t${index}`, `mcp_servers.s${index}`)));
  return gap() + choose.times(3, pair).join('') + tables.join('');
}

function yamlText(choose: Chooser, kind: Slot['kind']): string {
  const step = choose.of('  ', '    ');
  const note = (): string => choose.of('', ' # note: x');
  const gap = (): string => choose.of('', '', '\n', '# between\n', `${step}# within\n`);
  const item = (index: number): string =>
    kind === 'list'
      ? `${choose.of('- ', '-   ')}name: s${index}${note()}\n`
      : `${step}s${index}:${note()}\n${step}${step}cmd: ${choose.of('a', '"b"', `|\n${step}${step}${step}text`, '[1,\n            2]')}\n`;
  const items = choose.times(3, (index) => item(index) + gap());
  const empty = choose.of('', ' {}', '').replace('{}', kind === 'list' ? '[]' : '{}');
  const flow = kind === 'list' ? ' [{name: a}, {name: b}]' : ' {a: {cmd: x}, b: {cmd: y}}';
  const filled = choose.of(`${note()}\n${items.join('')}`, `${flow}${note()}\n`);
  const container = `box:${items.length > 0 ? filled : `${empty}${note()}\n`}`;
  const before = choose.times(
    2,
    (index) => `a${index}:   ${choose.of('1', '"x"', '>\n  folded')}\n${gap().trimStart()}`,
  );
  const after = choose.times(2, (index) => `z${index}: [1,  2]${note()}\n`);
  return [...before, choose.of('', container), ...after].join('');
}

const map: Slot = { container: ['box'], name: 'keepsake', kind: 'map' };
const formats: readonly [string, ConfigFormat, Slot, (choose: Chooser) => string][] = [
  ['JSON', jsonFormat({ trailingComma: true }), { ...map, container: ['mcpServers'] }, jsonText],
  ['TOML', tomlFormat, { ...map, container: ['mcp_servers'] }, tomlText],
  ['a YAML map', yamlFormat, map, (choose) => yamlText(choose, 'map')],
  ['a YAML list', yamlFormat, { ...map, kind: 'list' }, (choose) => yamlText(choose, 'list')],
];

/** What a text says, without a container in which nothing is left. */
function meaning(format: ConfigFormat, slot: Slot, text: string): unknown {
  const value = structuredClone(format.parse(text) ?? {}) as Record<string, unknown>;
  const [key = ''] = slot.container;
  const box = value[key];
  if (box === null || (typeof box === 'object' && Object.keys(box).length === 0)) delete value[key];
  return JSON.parse(JSON.stringify(value));
}

/** Every word of a text: nothing may get lost, comments included. */
function words(text: string): string[] {
  return (text.match(/\w+/g) ?? []).toSorted();
}

const seeds = Array.from({ length: 400 }, (_none, index) => index + 1);

describe.each(formats)('%s', (_name, format, slot, textOf) => {
  const named = slot.kind === 'list' ? { name: 'keepsake' } : {};

  it('takes an entry, changes it to another and back, and gives it back without a trace', () => {
    for (const seed of seeds) {
      const choose = chooser(seed);
      const text = textOf(choose);
      const put = format.put(text, slot, { ...named, ...entry });
      const changed = format.put(put, slot, { ...named, ...other });
      const again = format.put(changed, slot, { ...named, ...entry });
      expect({ text, is: format.parse(again) }).toEqual({ text, is: format.parse(put) });
      const removed = format.remove(choose.of(put, again), slot);
      expect({ text, is: meaning(format, slot, removed) }).toEqual({ text, is: meaning(format, slot, text) });
      expect({ text, lost: words(text).filter((word) => !words(removed).includes(word)) }).toEqual({
        text,
        lost: [],
      });
    }
  });
});
