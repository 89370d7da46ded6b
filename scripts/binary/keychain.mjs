/** Stands in for the keychain package in the executable, where a package cannot be loaded by its name alone. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { carriedFolder } from './carried.mjs';

const folder = carriedFolder((file) => file.startsWith('node_modules/@napi-rs/keyring'));
const keyring = /** @type {typeof import('@napi-rs/keyring')} */ (
  createRequire(path.join(folder, 'start.cjs'))('@napi-rs/keyring')
);

export const { Entry } = keyring;
