/** Lint rules of our own: the direction of imports, no module mocks, and an opening sentence in every file. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTest, partOf } from './parts.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const nodeModules = new Set(builtinModules);

/** @param {string} file @param {string} specifier @returns {string | undefined} why the import is wrong */
function importFault(file, specifier) {
  const part = partOf(file);
  if (!part || isTest(file)) return undefined;
  if (specifier.startsWith('.')) return relativeFault(file, part, specifier);
  return outsideFault(part, specifier);
}

/** @param {string} file @param {import('./parts.mjs').Part} part @param {string} specifier */
function relativeFault(file, part, specifier) {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const other = partOf(target);
  if (other?.path === part.path || (other && part.may.includes(other.path))) return undefined;
  return `${part.path} must not import ${other?.path ?? target}: see "Parts and who may import whom" in docs/architecture.md.`;
}

/** @param {import('./parts.mjs').Part} part @param {string} specifier */
function outsideFault(part, specifier) {
  if (part.outside === 'any') return undefined;
  if (specifier.startsWith('node:') || nodeModules.has(specifier)) {
    return `${part.path} runs in a browser too and must not use Node (${specifier}).`;
  }
  if (part.outside === 'no-node' || part.outside.includes(specifier)) return undefined;
  return `${part.path} may import only ${part.outside.join(', ')}, not ${specifier}.`;
}

/** @type {any} */
const direction = {
  meta: { type: 'problem' },
  create(/** @type {any} */ context) {
    const file = path.relative(root, context.filename).replaceAll('\\', '/');
    const check = (/** @type {any} */ node) => {
      if (typeof node.source?.value !== 'string') return;
      const message = importFault(file, node.source.value);
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

const mocks = new Set(['mock', 'doMock', 'hoisted', 'stubGlobal']);

/** @type {any} */
const noModuleMocks = {
  meta: { type: 'problem' },
  create(/** @type {any} */ context) {
    return {
      MemberExpression(/** @type {any} */ node) {
        if (node.object.name !== 'vi' || !mocks.has(node.property.name)) return;
        context.report({
          node,
          message: `No vi.${node.property.name}: pass the collaborator in, and use the real one.`,
        });
      },
    };
  },
};

/** @type {any} */
const opening = {
  meta: { type: 'suggestion' },
  create(/** @type {any} */ context) {
    return {
      Program(/** @type {any} */ node) {
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
