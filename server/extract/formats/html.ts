/** HTML: the text that a reader would see, with its headings, lists and tables. */
import type { Block } from '../extract.ts';
import { decodeText } from '../text.ts';
import { parseDom, visit, type DomElement, type DomNode } from './dom.ts';
import { createHtmlBlocks } from './html-blocks.ts';

/** Elements whose text is not on the page. */
const unseen = new Set(
  'SCRIPT STYLE TEMPLATE NOSCRIPT SVG MATH TITLE IFRAME OBJECT CANVAS AUDIO VIDEO SELECT DATALIST TEXTAREA'.split(
    ' ',
  ),
);
const hidingStyle =
  /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$))/i;

export function readHtml(bytes: Uint8Array): { blocks: Block[]; title?: string } {
  return readHtmlText(decodeText(bytes, declaredEncoding(bytes)));
}

/** The same for HTML that another format was turned into. */
export function readHtmlText(html: string): { blocks: Block[]; title?: string } {
  const root = parseDom(html);
  const writer = createHtmlBlocks(layoutTables(root));
  let title: string | undefined;
  visit(root, {
    text: (node) => writer.text(node.textContent),
    enter(element) {
      const name = element.nodeName.toUpperCase();
      if (name === 'TITLE') title ??= textOf(element);
      if (unseen.has(name) || isHidden(element, name)) return false;
      writer.enter(element, name);
      return true;
    },
    leave: (element) => writer.leave(element, element.nodeName.toUpperCase()),
  });
  const blocks = writer.end();
  title ||= blocks.find(({ kind, level }) => kind === 'heading' && level === 1)?.text;
  return { blocks, ...(title === undefined ? {} : { title: title.slice(0, 300) }) };
}

/** What style sheets hide stays in: that would take a browser. */
function isHidden(element: DomElement, name: string): boolean {
  if (element.hasAttribute('hidden')) return true;
  if (name === 'DIALOG' && !element.hasAttribute('open')) return true;
  return hidingStyle.test(element.getAttribute('style') ?? '');
}

function textOf(element: DomElement): string {
  let text = '';
  for (let node: DomNode | null = element.firstChild; node !== null; node = node.nextSibling)
    text += node.textContent;
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Tables that lay out a page (they hold headings or tables) rather than data; read as if they were not there. */
function layoutTables(root: DomNode): WeakSet<DomNode> {
  const found = new WeakSet<DomNode>();
  const open: DomNode[] = [];
  visit(root, {
    text: () => undefined,
    enter(element) {
      const name = element.nodeName.toUpperCase();
      const inside = open.at(-1);
      if (inside !== undefined && (name === 'TABLE' || /^H[1-6]$/.test(name))) found.add(inside);
      if (name === 'TABLE') open.push(element);
      if (name === 'TABLE' && /^(presentation|none)$/.test(element.getAttribute('role') ?? ''))
        found.add(element);
      return true;
    },
    leave: (element) => void (element === open.at(-1) && open.pop()),
  });
  return found;
}

/** The encoding that the page itself names in its first kilobyte; the HTML standard looks no further. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  return (
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ??
    /^<\?xml[^>]+encoding=["']([\w-]+)/.exec(start)?.[1]
  );
}
