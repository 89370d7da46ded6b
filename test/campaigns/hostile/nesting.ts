/** Files that are nested deeply, repeat one thing without end, or hold what no program writes. */
import { documentXml, docxOf } from '../../../server/extract/zips.suite.ts';
import type { Maker } from './bombs.ts';
import type { Chance } from './file.ts';

function depthOf(chance: Chance): number {
  return chance.pick([300, 1_000, 5_000, 20_000, 100_000, 300_000]);
}

function nested(open: string, middle: string, close: string, depth: number): Buffer {
  return Buffer.from(open.repeat(depth) + middle + close.repeat(depth));
}

export const nestings: Readonly<Record<string, Maker>> = {
  'deep JSON': (chance) => {
    const [open, close] = chance.pick([
      ['[', ']'],
      ['{"a":', '}'],
      ['[{"a":[', ']}]'],
    ] as const);
    return { name: 'deep.json', bytes: nested(open, '1', close, depthOf(chance)) };
  },
  'deep XML': (chance) => {
    const xml = nested('<a>', 'deep', chance.pick(['</a>', '', '</b>']), depthOf(chance));
    return { name: chance.pick(['deep.xml', 'deep.svg', 'deep.html']), bytes: xml };
  },
  'deep HTML': (chance) => {
    const tag = chance.pick([
      'div',
      'table><tr><td',
      'ul><li',
      'b',
      'blockquote',
      'a',
      'font',
      'svg',
      'select',
      'template',
    ]);
    return {
      name: 'deep.html',
      bytes: Buffer.from(`<!doctype html><html><body>${`<${tag}>`.repeat(depthOf(chance))}deep`),
    };
  },
  'deep Markdown': (chance) => {
    const mark = chance.pick(['> ', '- ', '*', '[', '`', '  - ', '_a', '![', '<a ', '1. ', '|']);
    return { name: 'deep.md', bytes: Buffer.from(`${mark.repeat(depthOf(chance))} deep\n`) };
  },
  'deep RTF': (chance) => {
    const open = chance.pick(['{', '{\\b ', '{\\*\\x ', '{\\field{\\fldinst ', '{\\trowd ']);
    const body = nested(open, 'deep', chance.pick(['}', '']), depthOf(chance));
    return {
      name: 'deep.rtf',
      bytes: Buffer.concat([Buffer.from('{\\rtf1\\ansi '), body, Buffer.from('}')]),
    };
  },
  'RTF with huge numbers': (chance) => ({
    name: 'numbers.rtf',
    bytes: Buffer.from(
      `{\\rtf1\\ansi\\uc${chance.pick([2_000_000_000, -1])}\\bin${chance.pick([999_999_999, -5])} \\u99999999 text}`,
    ),
  }),
  'deep Word document': (chance) => {
    const tag = chance.pick(['w:sdt><w:sdtContent', 'w:tbl><w:tr><w:tc', 'w:ins', 'mc:AlternateContent']);
    const close = tag.split('><').toReversed().join('></');
    const depth = Math.min(100_000, depthOf(chance));
    const body =
      `<${tag}>`.repeat(depth) + '<w:p><w:r><w:t>deep</w:t></w:r></w:p>' + `</${close}>`.repeat(depth);
    return { name: 'deep.docx', bytes: docxOf({ name: 'word/document.xml', content: documentXml(body) }) };
  },
  'deep PDF': (chance) => {
    const depth = depthOf(chance);
    const deep = chance.pick([
      '['.repeat(depth),
      '<</A'.repeat(depth),
      '('.repeat(depth),
      `${'['.repeat(depth)}1${']'.repeat(depth)}`,
    ]);
    const bytes = Buffer.from(
      `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/X ${deep}>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n`,
    );
    return { name: 'deep.pdf', bytes };
  },
  'PDF pages in a circle': (chance) => {
    const length = 2 + chance.number(50);
    const nodes = Array.from(
      { length },
      (_, at) =>
        `${at + 2} 0 obj<</Type/Pages/Kids[${((at + 1) % length) + 2} 0 R ${at + 2} 0 R]/Count 9>>endobj\n`,
    );
    return {
      name: 'circle.pdf',
      bytes: Buffer.from(
        `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n${nodes.join('')}trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n`,
      ),
    };
  },
  'mail within mails': (chance) => {
    const depth = Math.min(5_000, depthOf(chance));
    const open = Array.from(
      { length: depth },
      (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
    );
    return {
      name: 'deep.eml',
      bytes: Buffer.from(
        `From: a@b.example\nTo: c@d.example\nSubject: deep\nMIME-Version: 1.0\n${open.join('')}\n\ndeep`,
      ),
    };
  },
  'one long line': (chance) => ({
    name: chance.pick([
      'line.txt',
      'line.csv',
      'line.md',
      'line.html',
      'line.json',
      'line.ts',
      'line.eml',
      'line.yaml',
    ]),
    bytes: Buffer.alloc(
      chance.pick([1, 5, 20, 60]) * 1_000_000,
      chance.pick(['a', ' ', ',', '"', 'a b ', '\t', '<', '&', '﷽', '\u0301', '😀', '.']),
    ),
  }),
  'many short lines': (chance) => ({
    name: chance.pick(['lines.txt', 'lines.csv', 'lines.md', 'lines.html', 'lines.tsv']),
    bytes: Buffer.alloc(
      chance.pick([1, 5, 20]) * 1_000_000,
      chance.pick(['a\n', '\n', 'a,b\n', '# a\n', '- a\n', '|a|b|\n', 'a\n\n', '<p>a\n', '\r']),
    ),
  }),
  'wide table': (chance) => {
    const columns = chance.pick([10_000, 100_000, 1_000_000]);
    const row = Array.from({ length: columns }, (_, at) => at).join(',');
    return { name: 'wide.csv', bytes: Buffer.from(`${row}\n`.repeat(2 + chance.number(4))) };
  },
  'table cell that spans all': (chance) => {
    const span = chance.pick([1_000, 65_534, 1_000_000_000]);
    const row = `<tr><td colspan=${span} rowspan=${span}>a</td></tr>`;
    return {
      name: 'span.html',
      bytes: Buffer.from(`<table>${row.repeat(1 + chance.number(2_000))}</table>`),
    };
  },
  'words against expressions': (chance) => {
    const word = chance.pick([
      '[a](',
      '<!--',
      '<![CDATA[',
      '&amp',
      'a@',
      '\\',
      '*_',
      '~~',
      '$$',
      '](<',
      '=?',
      '&#x',
      '<a b=',
    ]);
    return {
      name: chance.pick(['odd.md', 'odd.html', 'odd.eml', 'odd.csv', 'odd.xml']),
      bytes: Buffer.from(word.repeat(1_000 + chance.number(300_000))),
    };
  },
  'nothing but zeros': (chance) => ({
    name: `zeros.${chance.pick(['pdf', 'docx', 'txt', 'png', 'doc', 'msg', 'csv', 'rtf'])}`,
    bytes: Buffer.alloc(chance.pick([1, 512, 100_000, 5_000_000])),
  }),
  'nothing at all': (chance) => ({
    name: `nothing.${chance.pick(['pdf', 'txt', 'xlsx', 'eml', 'jpg'])}`,
    bytes: Buffer.alloc(0),
  }),
  'a beginning and chance': (chance) => {
    const [extension, magic] = chance.pick([
      ['pdf', '%PDF-1.7\n'],
      ['png', '\x89PNG\r\n\x1a\n'],
      ['zip', 'PK\x03\x04'],
      ['doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
      ['rtf', '{\\rtf1'],
      ['gif', 'GIF89a'],
      ['jpg', '\xff\xd8\xff\xe0'],
      ['tiff', 'II*\0'],
      ['webp', 'RIFF\xff\xff\xff\x7fWEBPVP8 '],
      ['msg', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
      ['7z', "7z\xbc\xaf'\x1c"],
      ['bmp', 'BM'],
      ['txt', '\xff\xfe'],
      ['txt', '\xfe\xff'],
    ] as const);
    return {
      name: `chance.${extension}`,
      bytes: Buffer.concat([Buffer.from(magic, 'latin1'), chance.bytes(chance.pick([10, 600, 30_000]))]),
    };
  },
  'names that are odd': (chance) => ({
    name: chance.pick([
      '.docx',
      'a.pdf.exe',
      '‮fdp.txt',
      'COM1.txt',
      'a'.repeat(200) + '.md',
      '....pdf',
      "'; --.csv",
      'ä̈.docx',
      '%2e%2e%2f.txt',
    ]),
    bytes: Buffer.from('A small text under an odd name.'),
  }),
};
