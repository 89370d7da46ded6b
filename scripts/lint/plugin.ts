/** Lint rules of our own: the direction of imports, no module mocks, and an opening sentence in every file. */
import path from 'node:path';
import { importFault } from './parts.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The little of ESLint's rule interface that we use; oxlint's plugins have the same. */
interface Context {
  readonly filename: string;
  readonly sourceCode: { readonly text: string };
  report(problem: { node: unknown; message: string }): void;
}

interface ImportNode {
  readonly source?: { readonly value?: unknown } | null;
}

interface MemberNode {
  readonly object: { readonly name?: string };
  readonly property: { readonly name?: string };
}

const direction = {
  meta: { type: 'problem' },
  create(context: Context) {
    const file = path.relative(root, context.filename).replaceAll('\\', '/');
    const check = (node: ImportNode) => {
      const specifier = node.source?.value;
      const message = typeof specifier === 'string' ? importFault(file, specifier) : undefined;
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

const mocks = new Set(['mock', 'doMock', 'hoisted']);

const noModuleMocks = {
  meta: { type: 'problem' },
  create(context: Context) {
    return {
      MemberExpression(node: MemberNode) {
        const name = node.property.name ?? '';
        if (node.object.name !== 'vi' || !mocks.has(name)) return;
        context.report({ node, message: `No vi.${name}: pass the collaborator in, and use the real one.` });
      },
    };
  },
};

const opening = {
  meta: { type: 'suggestion' },
  create(context: Context) {
    return {
      Program(node: unknown) {
        if (/^(#!.*\n)?\s*\/[*/]/.test(context.sourceCode.text)) return;
        context.report({ node, message: 'A file opens with one sentence that says what it is for.' });
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: { direction, opening, 'no-module-mocks': noModuleMocks },
};
