/** Lets the executable start its own files as Node.js would: `execPath [options] file.mjs`, with Node's options heeded. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

/** Call before the program is loaded. Its children are started by the path of this executable, which is no plain Node. */
export function startChildrenAsNode() {
  const { spawn } = childProcess;
  /** @param {string} command @param {readonly string[] | object} args @param {object} [options] */
  const spawnAsNode = (command, args, options) =>
    command === process.execPath && Array.isArray(args)
      ? spawn(command, nodeArguments(args), options ?? {})
      : spawn(command, /** @type {readonly string[]} */ (args), options ?? {});
  Object.assign(childProcess, { spawn: spawnAsNode });
  syncBuiltinESMExports();
}

/** An executable takes Node's options in one argument, quoted as in NODE_OPTIONS.
 * @param {readonly string[]} args */
export function nodeArguments(args) {
  const first = args.findIndex((arg) => !arg.startsWith('-'));
  const options = first === -1 ? [] : args.slice(0, first);
  if (options.length === 0) return [...args];
  return [`--node-options=${options.map(quoted).join(' ')}`, ...args.slice(first)];
}

/** @param {string} option */
function quoted(option) {
  return /["\\\s]/.test(option) ? `"${option.replace(/["\\]/g, String.raw`\$&`)}"` : option;
}
