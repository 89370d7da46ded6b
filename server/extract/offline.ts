/**
 * Takes the network and other processes away from this process, before anything that reads files is loaded.
 * It stops honest code that would fetch something; it is no boundary against code that has taken the process over.
 */
import { registerHooks } from 'node:module';

const refused = new Set(
  [
    'net',
    'tls',
    'http',
    'https',
    'http2',
    'dgram',
    'dns',
    'dns/promises',
    'child_process',
    'cluster',
    'inspector',
  ].flatMap((name) => [name, `node:${name}`]),
);

export function goOffline(): void {
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
    Reflect.deleteProperty(globalThis, name);
  registerHooks({
    resolve(specifier, context, next) {
      if (!refused.has(specifier)) return next(specifier, context);
      // An empty module: libraries may name these for uses that reading a file never comes to.
      return { url: 'data:text/javascript,export default {}', format: 'module', shortCircuit: true };
    },
  });
}
