/**
 * Takes network, processes and threads away from a reader of hostile files. It stops honest code that fetches what a
 * file points to; it is no security boundary against code that an attacker runs (the permission model helps there).
 */
import module, { registerHooks } from 'node:module';
import process from 'node:process';

const forbidden = new Set(
  ['net', 'http', 'https', 'http2', 'dns', 'dns/promises', 'tls', 'dgram', 'child_process', 'cluster']
    .concat(['worker_threads', 'inspector', 'inspector/promises', 'undici', 'repl', 'wasi', 'test', 'quic'])
    // What http and tls are made of, and can be had by name.
    .concat([
      '_http_agent',
      '_http_client',
      '_http_common',
      '_http_incoming',
      '_http_outgoing',
      '_http_server',
    ])
    .concat(['_tls_common', '_tls_wrap'])
    .flatMap((name) => [name, `node:${name}`]),
);
const globals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];

/** Call before anything else is loaded; there is no way back. */
export function seclude(): void {
  registerHooks({
    resolve(specifier, context, next) {
      refuse(specifier);
      return next(specifier, context);
    },
  });
  const builtin = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = (name: string) => {
    refuse(name);
    return builtin(name);
  };
  // Old back doors to the same modules.
  Object.assign(process, {
    binding: refuseAll,
    _linkedBinding: refuseAll,
    dlopen: refuseAll,
    kill: refuseAll,
  });
  Object.assign(module, { register: refuseAll, registerHooks: refuseAll });
  for (const name of globals)
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
}

function refuse(name: string): void {
  if (forbidden.has(name)) throw new Error(`${name} is not for readers of files.`);
}

function refuseAll(): never {
  throw new Error('This is not for readers of files.');
}
