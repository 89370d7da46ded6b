/** The little of the DOM that reading a page needs; linkedom's own types want a browser's. */
import { parseHTML } from 'linkedom';

export interface DomNode {
  readonly nodeType: number;
  /** Of an element: its name, in capitals. */
  readonly nodeName: string;
  readonly textContent: string;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly parentNode: DomNode | null;
}

export interface DomElement extends DomNode {
  hasAttribute(name: string): boolean;
  getAttribute(name: string): string | null;
}

export const textNode = 3;

/** Parses a page or a part of one. Never throws for what it holds. */
export function parseDom(html: string): DomNode {
  const { document } = parseHTML(`<html><body>${html}</body></html>`) as unknown as {
    document: { documentElement: DomNode };
  };
  return document.documentElement;
}

export function isElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}

export interface Visitor {
  text(node: DomNode): void;
  /** False leaves the element out, with all in it, and `leave` is not called. */
  enter(element: DomElement): boolean;
  leave(element: DomElement): void;
}

/** Visits all nodes in order, without recursion: pages exist that are nested deeper than the stack. */
export function visit(root: DomNode, visitor: Visitor): void {
  let node: DomNode | null = root.firstChild;
  while (node !== null) {
    if (node.nodeType === textNode) visitor.text(node);
    const entered: boolean = isElement(node) && visitor.enter(node);
    if (entered && node.firstChild !== null) {
      node = node.firstChild;
      continue;
    }
    if (entered) visitor.leave(node as DomElement);
    node = following(node, root, visitor);
  }
}

/** The next node after all of `node`, leaving the elements that end with it. */
function following(node: DomNode, root: DomNode, visitor: Visitor): DomNode | null {
  for (let at: DomNode | null = node; at !== null && at !== root;) {
    if (at.nextSibling !== null) return at.nextSibling;
    at = at.parentNode;
    if (at !== null && at !== root && isElement(at)) visitor.leave(at);
  }
  return null;
}
