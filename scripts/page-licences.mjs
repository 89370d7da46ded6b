/** The packages that ship and their licences, as a module of the page: `virtual:licences`. */
import { shippedPackages } from './licences.mjs';

const name = 'virtual:licences';
const resolved = `\0${name}`;

/** @returns {import('vite').Plugin} */
export function pageLicences() {
  return {
    name: 'licences',
    resolveId: (id) => (id === name ? resolved : undefined),
    load(id) {
      if (id !== resolved) return undefined;
      const packages = shippedPackages().map(({ name: its, version, license = '' }) => ({
        name: its,
        version,
        licence: license,
      }));
      return `export const packages = ${JSON.stringify(packages)};`;
    },
  };
}
