/** What a reader sees of a page. */
import { describe, expect, test } from 'vitest';
import { readHtml, readHtmlText } from './html.ts';

function blocks(html: string) {
  return readHtmlText(html).blocks.map(({ kind, text }) => [kind, text]);
}

describe('visible text', () => {
  test.each([
    ['<p hidden>x</p>'],
    ['<p style="color:red; display : none">x</p>'],
    ['<span style="visibility:hidden">x</span>'],
    ['<span style="font-size:0px">x</span>'],
    ['<span style="opacity: 0">x</span>'],
    ['<div style="display:none"><p>x<b>y</b></p></div>'],
    ['<script>x</script><style>x</style><template>x</template><noscript>x</noscript>'],
    ['<dialog>x</dialog><iframe>x</iframe><svg><text>x</text></svg><!-- x -->'],
    ['<head><title>x</title></head>'],
  ])('%s shows nothing', (html) => {
    expect(blocks(`${html}<p>seen</p>`)).toEqual([['paragraph', 'seen']]);
  });

  test('what only looks like hiding is shown', () => {
    expect(
      blocks('<p style="opacity: 0.5">a</p><dialog open>b</dialog><p style="font-size:0.9em">c</p>'),
    ).toHaveLength(3);
  });
});

describe('blocks', () => {
  test('inline elements do not break words, block elements do', () => {
    expect(blocks('<p>un<b>break</b>able<br>line</p><div>a<section>b</section>c</div>')).toEqual([
      ['paragraph', 'unbreakable line'],
      ['paragraph', 'a'],
      ['paragraph', 'b'],
      ['paragraph', 'c'],
    ]);
  });

  test('headings make a path, wherever they stand', () => {
    const { blocks, title } = readHtmlText(
      '<h1>A</h1><div><h3>B <i>b</i></h3><p>text</p></div><h2>C</h2><p>more</p>',
    );
    expect(blocks.map(({ place }) => place.headings)).toEqual([
      ['A'],
      ['A', 'B b'],
      ['A', 'B b'],
      ['A', 'C'],
      ['A', 'C'],
    ]);
    expect(title).toBe('A');
  });

  test('lists keep their order and nesting', () => {
    expect(blocks('<ol start="3"><li>a<li>b<ul><li>c</ul></ol>')).toEqual([['list', '3. a\n4. b\n  - c']]);
  });

  test('data tables have rows, layout tables are read through', () => {
    const data = readHtmlText('<table><tr><th>a<th>b<tr><td>1<td><p>2</p><p>3</p></table>').blocks[0];
    expect(data).toMatchObject({
      kind: 'table',
      rows: [
        ['a', 'b'],
        ['1', '2 3'],
      ],
    });
    const layout =
      '<table><tr><td><h2>Menu</h2></td><td><table><tr><td>x</td><td>y</td></tr></table></td></tr></table>';
    expect(blocks(layout)).toEqual([
      ['heading', 'Menu'],
      ['table', 'x | y'],
    ]);
  });

  test('preformatted text keeps its lines', () => {
    expect(blocks('<pre>\n  a <b>b</b>\n    c</pre>')).toEqual([['code', '  a b\n    c']]);
  });

  test('a page cut off in the middle gives what it has', () => {
    expect(blocks('<table><tr><td>cell<td>other')).toEqual([['table', 'cell | other']]);
    expect(blocks('<ul><li>item')).toEqual([['list', '- item']]);
    expect(blocks('<h2>half')).toEqual([['heading', 'half']]);
  });
});

test('the encoding that a page names is used', () => {
  const page = Buffer.from(
    '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>',
    'latin1',
  );
  expect(readHtml(page).blocks[0]?.text).toBe('Привет');
});
