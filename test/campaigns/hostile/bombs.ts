/** Files that are small and unpack, expand or claim to be huge. */
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { documentXml, docxOf, zipOf, type ZipPart } from '../../../server/extract/zips.suite.ts';
import type { Chance, HostileFile } from './file.ts';
import { packedZeros } from './mutations.ts';

export type Maker = (chance: Chance) => HostileFile;

/** The part that each kind of package is read from first. */
const packages: readonly (readonly [extension: string, part: string, mimetype: string])[] = [
  ['docx', 'word/document.xml', ''],
  ['xlsx', 'xl/workbook.xml', ''],
  ['xlsx', 'xl/sharedStrings.xml', ''],
  ['pptx', 'ppt/presentation.xml', ''],
  ['odt', 'content.xml', 'application/vnd.oasis.opendocument.text'],
  ['ods', 'content.xml', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['odp', 'content.xml', 'application/vnd.oasis.opendocument.presentation'],
  ['epub', 'META-INF/container.xml', 'application/epub+zip'],
];

function packageOf(chance: Chance, part: (name: string) => ZipPart): HostileFile {
  const [extension, name, mimetype] = chance.pick(packages);
  const parts = mimetype === '' ? [] : [{ name: 'mimetype', content: mimetype }];
  const bytes = extension === 'docx' ? docxOf(part(name)) : zipOf([...parts, part(name)]);
  return { name: `bomb.${extension}`, bytes };
}

function pdfOf(objects: readonly (Buffer | string)[]): HostileFile {
  const bodies = objects.map((body, index) =>
    Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')]),
  );
  const trailer = `trailer<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n0\n%%EOF\n`;
  return {
    name: 'bomb.pdf',
    bytes: Buffer.concat([Buffer.from('%PDF-1.7\n'), ...bodies, Buffer.from(trailer)]),
  };
}

function stream(dictionary: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<<${dictionary}/Length ${body.length}>>\nstream\n`),
    body,
    Buffer.from('\nendstream'),
  ]);
}

const onePage = (more = ''): string[] => [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>${more}>>>>`,
];

/** `levels` entities, each ten of the one before. */
export function laughs(levels: number): string {
  const entities = Array.from(
    { length: levels },
    (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`,
  );
  return `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">${entities.join('')}]><r>&e${levels};</r>`;
}

export const bombs: Readonly<Record<string, Maker>> = {
  'bomb in a package': (chance) => {
    const raw = packedZeros(60 + chance.number(200));
    return packageOf(chance, (name) => ({
      name,
      raw,
      claims: { size: chance.pick([100, 50_000_000, 900_000_000]) },
    }));
  },
  'honest but huge part': (chance) => {
    const text = 'word '.repeat(100_000 * (1 + chance.number(20)));
    return {
      name: 'large.docx',
      bytes: docxOf({
        name: 'word/document.xml',
        content: documentXml(`<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`),
      }),
    };
  },
  '4 GiB claim': (chance) =>
    packageOf(chance, (name) => ({
      name,
      content: '<a/>',
      claims: chance.pick([
        { size: 0xffffffff },
        { packed: 0xffffffff },
        { size: 0xfffffffe },
        { offset: 0xfffffff0 },
      ]),
    })),
  'name that climbs out': (chance) =>
    packageOf(chance, () => ({
      name: chance.pick([
        '../../etc/cron.d/x',
        '/etc/passwd',
        String.raw`..\..\x`,
        'C:\\x',
        'a\0b',
        'word/../../x',
      ]),
      content: 'x',
    })),
  'zip within zips': (chance) => {
    let inner = zipOf([{ name: 'zeros', raw: packedZeros(10), claims: { size: 10_485_760 } }]);
    for (let level = 2 + chance.number(20); level > 0; level--)
      inner = zipOf([0, 1, 2, 3].map((copy) => ({ name: `${copy}.zip`, content: inner })));
    return { name: `nested.${chance.pick(['zip', 'docx', 'xlsx', 'epub'])}`, bytes: inner };
  },
  'many entries': (chance) => ({
    name: 'many.docx',
    bytes: zipOf(
      Array.from({ length: 2_000 + chance.number(15_000) }, (_, at) => ({ name: `word/${at}.xml` })),
    ),
  }),
  'gzip bomb': (chance) => ({
    name: chance.pick(['a.gz', 'a.tar.gz', 'a.svgz', 'a.txt']),
    bytes: gzipSync(Buffer.alloc((50 + chance.number(300)) * 1_048_576), { level: 9 }),
  }),
  'deflated PDF page': (chance) => {
    const text = Buffer.from('BT /F 9 Tf (bomb bomb) Tj 0 9 Td ET '.repeat(20_000 * (1 + chance.number(60))));
    return pdfOf([...onePage(), stream('/Filter/FlateDecode', deflateSync(text, { level: 9 }))]);
  },
  'PDF deflated many times': (chance) => {
    let body = deflateSync(Buffer.alloc((100 + chance.number(300)) * 1_048_576, 0x20), { level: 9 });
    const times = 1 + chance.number(3);
    for (let at = 0; at < times; at++) body = deflateSync(body, { level: 9 });
    return pdfOf([...onePage(), stream(`/Filter[${'/FlateDecode'.repeat(times + 1)}]`, body)]);
  },
  'PDF with a million pages': (chance) => {
    const count = chance.pick([100_000, 1_000_000, 2_147_483_647]);
    const kids = '3 0 R '.repeat(Math.min(100_000, count));
    return pdfOf([
      '<</Type/Catalog/Pages 2 0 R>>',
      `<</Type/Pages/Kids[${kids}]/Count ${count}>>`,
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
    ]);
  },
  'PDF picture of huge size': (chance) => {
    const [width, height] = chance.pick([
      [60_000, 60_000],
      [4_000_000, 2],
      [30_000, 20_000],
    ] as const);
    const picture = stream(
      `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode`,
      deflateSync(Buffer.alloc(30_000_000), { level: 9 }),
    );
    return pdfOf([
      ...onePage('/XObject<</X 5 0 R>>'),
      stream('', Buffer.from('600 0 0 800 0 0 cm /X Do')),
      picture,
    ]);
  },
  'PDF page of huge size': (chance) => {
    const objects = onePage();
    objects[2] = objects[2]!.replace('600 800', chance.pick(['2e9 2e9', '0 0', '-5 1e38', '14400 14400']));
    return pdfOf([...objects, stream('', Buffer.from('0 0 1 rg 0 0 9e9 9e9 re f'))]);
  },
  'PNG of huge size': (chance) => {
    const [width, height] = chance.pick([
      [65_535, 65_535],
      [2_147_483_647, 2],
      [20_000, 20_000],
      [6_000, 6_000],
    ] as const);
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, chance.pick([0, 2, 6]), 0, 0, 0]);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    const data = deflateSync(Buffer.alloc(150_000_000), { level: 9 });
    const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))];
    return {
      name: 'huge.png',
      bytes: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]),
    };
  },
  'TIFF of huge size': (chance) => {
    const size = chance.pick([1_000_000, 100_000, 0x7fffffff, 0xffffffff, 7_000]);
    return { name: 'huge.tiff', bytes: tiffOf(size, chance.pick([1, 4, 5, 32_773])) };
  },
  'BMP and GIF of huge size': (chance) => {
    const bmp = Buffer.alloc(2_000);
    bmp.write('BM');
    for (const [at, value] of [
      [2, 0xffffffff],
      [10, 54],
      [14, 40],
      [18, 0x7ffffff0],
      [22, 0x7ffffff0],
      [26, 0x180001],
    ] as const)
      bmp.writeUInt32LE(value, at);
    const gif = Buffer.concat([
      Buffer.from('GIF89a'),
      Buffer.from([255, 255, 255, 255, 0x80, 0, 0]),
      chance.bytes(900),
    ]);
    return chance.pick([
      { name: 'huge.bmp', bytes: bmp },
      { name: 'huge.gif', bytes: gif },
    ]);
  },
  'billion laughs': (chance) => {
    const xml = laughs(5 + chance.number(25));
    const files: HostileFile[] = [
      { name: 'laughs.xml', bytes: Buffer.from(xml) },
      { name: 'laughs.svg', bytes: Buffer.from(xml.replace('<r>', '<svg>').replace('</r>', '</svg>')) },
      packageOf(chance, (name) => ({ name, content: xml })),
    ];
    return chance.pick(files);
  },
  'entity that reads a file': (chance) => {
    const target = chance.pick([
      'file:///etc/passwd',
      'http://127.0.0.1:9/x',
      'file:///dev/zero',
      '/proc/self/environ',
    ]);
    const xml = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "${target}">]><r>&x;</r>`;
    return chance.pick([
      { name: 'x.xml', bytes: Buffer.from(xml) },
      packageOf(chance, (name) => ({ name, content: xml })),
    ]);
  },
  'sheet with far cells': (chance) => {
    const cell = chance.pick(['XFD1048576', 'A1048576', 'ZZZZZ99999999', 'XFD1']);
    const rows = Array.from(
      { length: 1 + chance.number(300) },
      () => `<row><c r="${cell}"><v>1</v></c></row>`,
    ).join('');
    return { name: 'far.xlsx', bytes: workbookOf(`<worksheet><sheetData>${rows}</sheetData></worksheet>`) };
  },
  'spreadsheet of repeats': (chance) => {
    const times = chance.pick([1_048_576, 2_000_000_000, 100_000]);
    const row = `<table:table-row table:number-rows-repeated="${times}"><table:table-cell office:value-type="string" table:number-columns-repeated="${times}"><text:p>x</text:p></table:table-cell></table:table-row>`;
    const names = ['office', 'table', 'text'].map(
      (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
    );
    const content = `<office:document-content ${names.join(' ')}><office:body><office:spreadsheet><table:table table:name="a">${row.repeat(1 + chance.number(50))}</table:table></office:spreadsheet></office:body></office:document-content>`;
    const mimetype = 'application/vnd.oasis.opendocument.spreadsheet';
    return {
      name: 'repeats.ods',
      bytes: zipOf([
        { name: 'mimetype', content: mimetype },
        { name: 'content.xml', content },
      ]),
    };
  },
};

function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), body]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([size, typed, check]);
}

/** One strip; fields in the order of their tags (TIFF 6.0). */
function tiffOf(size: number, compression: number): Buffer {
  const fields: readonly (readonly [tag: number, value: number])[] = [
    [256, size],
    [257, size],
    [258, 8],
    [259, compression],
    [262, 1],
    [273, 8],
    [278, size],
    [279, 200],
  ];
  const bytes = Buffer.alloc(400);
  bytes.write('II*\0');
  bytes.writeUInt32LE(210, 4);
  bytes.writeUInt16LE(fields.length, 210);
  for (const [index, [tag, value]] of fields.entries()) {
    const at = 212 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}

function workbookOf(sheet: string): Buffer {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zipOf([
    {
      name: '[Content_Types].xml',
      content:
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
  ]);
}
